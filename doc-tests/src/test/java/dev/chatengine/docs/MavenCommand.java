package dev.chatengine.docs;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What is wrong with a command line of Maven: all that it names has to be in the project. */
final class MavenCommand {
  private static final Set<String> FLAGS = Set.of("-q", "-o", "-B", "-ntp", "-am", "-N");
  private static final Set<String> PHASES =
      Set.of("clean", "validate", "compile", "test", "package", "verify", "install", "deploy");

  /** Properties of Maven and its plugins; all others have to be in a POM or in the code. */
  private static final Set<String> PROPERTIES =
      Set.of(
          "skipTests", "surefire.failIfNoSpecifiedTests",
          "maven.javadoc.skip", "maven.test.skip",
          "gpg.keyname", "altDeploymentRepository");

  private MavenCommand() {}

  static Optional<String> problem(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      Optional<String> problem;
      if (word.equals("-pl")) {
        i++;
        problem = i < words.size() ? modules(words.get(i)) : Optional.of("-pl says nothing");
      } else {
        problem = problem(word);
      }
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> problem(String word) {
    if (word.startsWith("-P")) {
      return profile(word.substring(2));
    }
    if (word.startsWith("-D")) {
      String[] property = word.substring(2).split("=", 2);
      return property(property[0], property.length > 1 ? property[1] : "");
    }
    if (word.contains(":")) {
      String prefix = word.substring(0, word.indexOf(':'));
      return inSomePom("<artifactId>(maven-" + prefix + "-plugin|" + prefix + "-maven-plugin)<")
          ? Optional.empty()
          : Optional.of("no plugin is " + prefix);
    }
    return FLAGS.contains(word) || PHASES.contains(word)
        ? Optional.empty()
        : Optional.of("no test knows " + word);
  }

  private static Optional<String> modules(String list) {
    for (String module : list.split(",", -1)) {
      if (!Files.exists(Repository.ROOT.resolve(module).resolve("pom.xml"))) {
        return Optional.of("there is no module " + module);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> profile(String name) {
    return inSomePom("<profile>\\s*(<!--.*?-->\\s*)?<id>" + Pattern.quote(name) + "</id>")
        ? Optional.empty()
        : Optional.of("there is no profile " + name);
  }

  private static Optional<String> property(String name, String value) {
    if (name.equals("test")) {
      for (String test : value.split(",", -1)) {
        if (!Repository.whole().hasSource(test)) {
          return Optional.of("there is no test " + test);
        }
      }
      return Optional.empty();
    }
    if (name.equals("surefire.argLine")) {
      return problem(value);
    }
    boolean known =
        PROPERTIES.contains(name)
            || inSomePom("<" + Pattern.quote(name) + ">")
            || inSomePom(Pattern.quote("${" + name + "}"))
            || Repository.whole().mentions("\"" + name + "\"");
    return known ? Optional.empty() : Optional.of("nothing reads the property " + name);
  }

  private static boolean inSomePom(String pattern) {
    Pattern compiled = Pattern.compile(pattern, Pattern.DOTALL);
    return Repository.whole().named("pom.xml").stream()
        .anyMatch(pom -> compiled.matcher(Repository.read(pom)).find());
  }
}
