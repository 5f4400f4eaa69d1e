package dev.chatengine.docs;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a page sets as code within its sentences and is not there: classes, options, files. */
final class Names {
  private static final Pattern TYPE =
      Pattern.compile("@?([A-Z][a-z0-9]+[A-Z]\\w*)(?:\\.(\\w+))?(?:\\(.*)?");
  private static final Pattern FILE = Pattern.compile("[\\w-]+\\.(?:java|js|lua|d\\.ts)");
  private static final Pattern PACKAGE = Pattern.compile("dev\\.chatengine(\\.\\w+)*");
  private static final Pattern OPTION = Pattern.compile("(--[a-z][a-z-]+)(?:[ =].*)?");
  private static final Pattern MEMBER = Pattern.compile("([a-z]+[A-Z]\\w*)(?:\\(.*)?");

  private static final List<String> LIBRARIES =
      List.of(
          "java.lang.", "java.util.",
          "java.util.concurrent.", "java.time.",
          "java.nio.", "java.net.",
          "javax.net.ssl.", "javax.sql.",
          "org.jspecify.annotations.", "redis.clients.jedis.",
          "io.micrometer.core.instrument.", "io.micrometer.core.instrument.config.");

  /** Names and options of other people's programs. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "AbstractUniqueIndex",
          "WebSocket",
          "ServletContextListener",
          "contextInitialized",
          "contextDestroyed",
          "SmartLifecycle",
          "ApplicationScoped",
          "PreDestroy",
          "LimitNOFILE",
          "--oplog",
          "--version");

  private Names() {}

  static List<String> problems(Page page) {
    String own = String.join("\n", page.code(BlockCheck.JAVA));
    return page.words().stream()
        .filter(word -> !word.text().matches("\\w+") || !own.contains("class " + word.text()))
        .flatMap(
            word -> problem(word.text()).stream().map(problem -> word.where() + ": " + problem))
        .toList();
  }

  private static Optional<String> problem(String word) {
    Repository project = Repository.whole();
    Matcher type = TYPE.matcher(word);
    Matcher option = OPTION.matcher(word);
    Matcher member = MEMBER.matcher(word);
    boolean there = true;
    if (OF_OTHERS.contains(word)) {
      there = true;
    } else if (FILE.matcher(word).matches()) {
      there = !project.named(word).isEmpty();
    } else if (PACKAGE.matcher(word).matches()) {
      there = project.hasPackage(word) || project.hasType(word.replaceFirst(".*\\.", ""));
    } else if (type.matches()) {
      String name = type.group(1);
      there = project.hasType(name) || isOfLibrary(name) || OF_OTHERS.contains(name);
      there &= type.group(2) == null || isOfOthers(name) || project.mentions(type.group(2));
    } else if (option.matches()) {
      there =
          OF_OTHERS.contains(option.group(1)) || project.mentions("\"" + option.group(1) + "\"");
    } else if (member.matches()) {
      there = project.mentions(member.group(1));
    } else if (word.matches("(docs|examples|chat-[a-z-]+)/[\\w./-]*")) {
      there = Files.exists(Repository.ROOT.resolve(word));
    }
    return there ? Optional.empty() : Optional.of("nothing is called " + word);
  }

  private static boolean isOfOthers(String name) {
    return OF_OTHERS.contains(name) || isOfLibrary(name);
  }

  private static boolean isOfLibrary(String name) {
    for (String prefix : LIBRARIES) {
      try {
        Class.forName(prefix + name);
        return true;
      } catch (ClassNotFoundException e) {
        // Perhaps in the next package.
      }
    }
    return false;
  }
}
