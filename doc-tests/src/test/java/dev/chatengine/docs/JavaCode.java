package dev.chatengine.docs;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the code of a page, each block a file, on the class path of the tests. */
final class JavaCode {
  private static final Pattern TYPE =
      Pattern.compile("(?m)^(?:public )?(?:final )?(?:class|interface|record|enum) (\\w+)");

  private JavaCode() {}

  /** Starts a program whose classes are in a folder, beside those of the tests. */
  static ProcessBuilder program(String className, Path folder) {
    return new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        folder + File.pathSeparator + System.getProperty("java.class.path"),
        className);
  }

  /** The name of the first type that a source declares. */
  static Optional<String> className(String source) {
    return TYPE.matcher(source).results().map(type -> type.group(1)).findFirst();
  }

  /**
   * Compiles files, together as far as no two are of one name. One that is of the name of an
   * earlier one begins anew, and sees what came before.
   *
   * @param target where sources and classes go
   * @return what the compiler complains of; nothing if all is well
   */
  static String complaints(List<String> sources, Path target) {
    Map<String, String> together = new LinkedHashMap<>();
    List<Path> targets = new ArrayList<>(List.of(target));
    StringBuilder complaints = new StringBuilder();
    for (String source : sources) {
      Optional<String> name = className(source);
      if (name.isEmpty()) {
        return "no class in:\n" + source;
      }
      if (together.containsKey(name.get())) {
        complaints.append(compile(together, targets));
        together.clear();
        targets.add(0, target.resolve("anew" + targets.size()));
      }
      together.put(name.get(), source);
    }
    return complaints.append(compile(together, targets)).toString();
  }

  /** Compiles to the first of the targets, and sees all of them. */
  private static String compile(Map<String, String> sources, List<Path> targets) {
    List<Path> files = new ArrayList<>();
    Path target = targets.get(0);
    try {
      Files.createDirectories(target);
      for (Map.Entry<String, String> source : sources.entrySet()) {
        Path file = target.resolve(source.getKey() + ".java");
        files.add(Files.writeString(file, source.getValue()));
      }
      String classPath =
          targets.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
      return compile(
          files, target, classPath + File.pathSeparator + System.getProperty("java.class.path"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String compile(List<Path> files, Path target, String classPath)
      throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-Xlint:all,-path,-processing",
              "--release",
              "17",
              "-d",
              target.toString(),
              "-cp",
              classPath);
      boolean compiled =
          compiler
              .getTask(
                  complaints,
                  manager,
                  null,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      return compiled ? complaints.toString() : "does not compile: " + complaints;
    }
  }
}
