package dev.chatengine.docs;

import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine;

/**
 * What is wrong with a command: its program has to be known here, and has to know its options. What
 * takes long is not run; its options are parsed by what would run.
 */
final class CommandCheck {
  private static final String SERVER_JAR = "examples/standalone-server/target/chat-server.jar";
  private static final String SERVER = "dev.chatengine.examples.server.ServeCommand";
  private static final Pattern BENCHMARK = Pattern.compile("[A-Z]\\w*Benchmark");

  /** Scripts of the project. */
  private static final String SCRIPTS = ".ci/";

  private static final String BENCHMARKS_JAR = "benchmarks/target/benchmarks.jar";

  /** Each gets the folder in which it is run, and its words behind the program's name. */
  private static final Map<String, BiFunction<Path, List<String>, Optional<String>>> PROGRAMS =
      Map.of(
          "mvn", (folder, words) -> MavenCommand.problem(words),
          "java", (folder, words) -> java(words),
          "node", CommandCheck::node,
          "npm", CommandCheck::npm,
          "curl", (folder, words) -> curl(words),
          "ulimit", (folder, words) -> ulimit(words),
          "sysctl", (folder, words) -> sysctl(words));

  private CommandCheck() {}

  static boolean knows(String program) {
    return PROGRAMS.containsKey(program) || program.startsWith(SCRIPTS);
  }

  static Optional<String> problem(Page page, List<String> command) {
    if (command.get(0).startsWith(SCRIPTS)) {
      return exists(Repository.ROOT.resolve(command.get(0)));
    }
    var program = PROGRAMS.get(command.get(0));
    if (program == null) {
      return Optional.of("no test knows the program " + command.get(0));
    }
    // Whose command is of the project as a whole, whose page may not be.
    Path folder = command.get(0).equals("mvn") ? Repository.ROOT : page.folder();
    return program
        .apply(folder, command.subList(1, command.size()))
        .map(problem -> String.join(" ", command) + ": " + problem);
  }

  private static Optional<String> java(List<String> words) {
    if (words.size() < 2) {
      return Optional.of("too short");
    }
    String flag = words.get(0);
    String where = words.get(1);
    List<String> rest = words.subList(2, words.size());
    if (flag.equals("-jar") && where.equals(SERVER_JAR)) {
      return parse(SERVER, rest);
    }
    if (flag.equals("-jar") && where.equals(BENCHMARKS_JAR)) {
      return jmh(rest);
    }
    if (flag.equals("-cp") && !rest.isEmpty()) {
      return main(rest.get(0), rest.subList(1, rest.size()));
    }
    return Optional.of("no test knows what it runs");
  }

  private static Optional<String> jmh(List<String> words) {
    try {
      CommandLineOptions options = new CommandLineOptions(words.toArray(String[]::new));
      List<String> benchmarks =
          options.getIncludes().stream()
              .flatMap(pattern -> BENCHMARK.matcher(pattern).results().map(MatchResult::group))
              .toList();
      return benchmarks.isEmpty()
          ? Optional.of("it names no benchmark")
          : benchmarks.stream()
              .filter(name -> !Repository.whole().hasSource(name))
              .findFirst()
              .map(name -> "there is no " + name);
    } catch (Exception e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> main(String className, List<String> words) {
    String simpleName = className.substring(className.lastIndexOf('.') + 1);
    if (!Repository.whole().hasSource(simpleName)) {
      return Optional.of("there is no " + className);
    }
    Class<?> type = load(className);
    if (type == null) {
      // Of an example that the tests do not depend on; its arguments are its own.
      return Optional.empty();
    }
    if (type.isAnnotationPresent(CommandLine.Command.class)) {
      return parse(className, words);
    }
    return words.isEmpty() ? Optional.empty() : Optional.of(className + " takes no options");
  }

  private static @Nullable Class<?> load(String className) {
    try {
      return Class.forName(className);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  /** Lets the command's own parser look at the options. */
  private static Optional<String> parse(String className, List<String> words) {
    try {
      Constructor<?> constructor = Class.forName(className).getDeclaredConstructor();
      constructor.setAccessible(true);
      new CommandLine(constructor.newInstance()).parseArgs(words.toArray(String[]::new));
      return Optional.empty();
    } catch (ReflectiveOperationException | CommandLine.ParameterException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> node(Path folder, List<String> words) {
    if (words.size() != 2 || !words.get(0).equals("--test")) {
      return Optional.of("no test knows these options");
    }
    return exists(folder.resolve(words.get(1)));
  }

  private static Optional<String> npm(Path folder, List<String> words) {
    int prefix = words.indexOf("--prefix");
    if (!words.contains("ci") || prefix < 0) {
      return Optional.of("no test knows this but npm ci --prefix FOLDER");
    }
    return exists(folder.resolve(words.get(prefix + 1)).resolve("package-lock.json"));
  }

  private static Optional<String> exists(Path file) {
    return Files.exists(file) ? Optional.empty() : Optional.of("there is no " + file);
  }

  /** What it asks for is something that the standalone server answers. */
  private static Optional<String> curl(List<String> words) {
    String url = words.get(words.size() - 1);
    String path = url.replaceFirst("^https?://localhost:[0-9]+", "");
    return path.startsWith("/") && Repository.whole().mentions("\"" + path + "\"")
        ? Optional.empty()
        : Optional.of("nothing answers " + path);
  }

  private static Optional<String> ulimit(List<String> words) {
    return words.size() <= 2 && words.get(0).equals("-n")
        ? Optional.empty()
        : Optional.of("no test knows these options");
  }

  /** The setting is one of Linux, here if this is one. */
  private static Optional<String> sysctl(List<String> words) {
    Path settings = Path.of("/proc/sys");
    if (words.size() != 2 || !words.get(0).equals("-w") || !words.get(1).contains("=")) {
      return Optional.of("no test knows this but sysctl -w NAME=VALUE");
    }
    String name = words.get(1).split("=", 2)[0];
    return Files.isDirectory(settings)
        ? exists(settings.resolve(name.replace('.', '/')))
        : Optional.empty();
  }
}
