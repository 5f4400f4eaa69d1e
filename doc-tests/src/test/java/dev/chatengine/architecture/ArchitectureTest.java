package dev.chatengine.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the order of packages, the bounds of their size, and what the published modules keep their
 * hands off. The tables are in the resources, in the folder {@code architecture}.
 */
class ArchitectureTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String SOURCES = "/src/main/java/";
  private static final List<ModuleLayout> MODULES = ModuleLayout.all();
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("/jmh_generated/"))
          .importPackages("dev.chatengine");

  /** Those of the published modules. */
  private static final JavaClasses PUBLISHED =
      MAIN.that(
          DescribedPredicate.describe(
              "are published", each -> module(each.getPackageName()).folder().startsWith("chat-")));

  /** The module whose root is the longest one that a package is in. */
  private static ModuleLayout module(String packageName) {
    ModuleLayout found = null;
    for (ModuleLayout module : MODULES) {
      if ((packageName + ".").startsWith(module.root() + ".")
          && (found == null || module.root().length() > found.root().length())) {
        found = module;
      }
    }
    if (found == null) {
      throw new AssertionError("no module of modules.txt has the package " + packageName);
    }
    return found;
  }

  @Test
  void theTableListsEveryPackage() {
    Set<String> packages = new TreeSet<>();
    MAIN.forEach(each -> packages.add(each.getPackageName()));

    assertThat(packages)
        .containsExactlyInAnyOrderElementsOf(
            MODULES.stream().flatMap(module -> module.packages().stream()).toList());
  }

  @Test
  void aPackageUsesOnlyThoseBelowIt() {
    Set<String> violations = new TreeSet<>();
    forEachDependency(
        MAIN,
        (from, to) -> {
          ModuleLayout module = module(from.getPackageName());
          Optional<Integer> target = module.layer(to.getPackageName());
          boolean other = !from.getPackageName().equals(to.getPackageName());
          if (other
              && target.isPresent()
              && target.get() >= module.layer(from.getPackageName()).orElse(0)) {
            violations.add(from.getName() + " uses " + to.getName());
          }
        });

    assertThat(violations).isEmpty();
  }

  @Test
  void aModuleUsesOnlyWhatItMayUseOfOthers() {
    Set<String> violations = new TreeSet<>();
    forEachDependency(
        MAIN,
        (from, to) -> {
          ModuleLayout module = module(from.getPackageName());
          List<String> uses = module.uses();
          if (uses != null
              && to.getPackageName().startsWith("dev.chatengine")
              && !module.equals(module(to.getPackageName()))
              && !uses.contains(to.getPackageName())) {
            violations.add(from.getName() + " uses " + to.getName());
          }
        });

    assertThat(violations).isEmpty();
  }

  @Test
  void aLibraryIsUsedOnlyWhereItBelongs() {
    Map<String, List<String>> users = new HashMap<>();
    for (String line : Tables.lines("libraries.txt")) {
      String[] sides = line.split(" : ", -1);
      for (String library : sides[0].split(" ", -1)) {
        users.put(library, List.of(sides[1].split(" ", -1)));
      }
    }
    Set<String> violations = new TreeSet<>();
    Set<String> needed = new TreeSet<>();
    forEachDependency(
        PUBLISHED,
        (from, to) ->
            users.forEach(
                (library, packages) -> {
                  if (isIn(to, library)) {
                    Optional<String> user = packages.stream().filter(p -> isIn(from, p)).findAny();
                    user.ifPresentOrElse(
                        found -> needed.add(library + " : " + found),
                        () -> violations.add(from.getName() + " uses " + to.getName()));
                  }
                }));
    users.forEach(
        (library, packages) ->
            packages.stream()
                .map(user -> library + " : " + user)
                .filter(pair -> !needed.contains(pair))
                .forEach(pair -> violations.add(pair + " is not needed")));

    assertThat(violations).isEmpty();
  }

  @Test
  void fewClassesOfAPackageDependOnEachOther() {
    Map<String, Set<String>> knots = Knots.largest(List.copyOf(MAIN));
    Map<String, Integer> sizes = new TreeMap<>();
    knots.forEach((name, knot) -> sizes.put(name, knot.size()));

    assertThat(new Bound("knot", 4).violations(sizes)).as("knots %s", knots).isEmpty();
  }

  @Test
  void noFileIsLong() throws IOException {
    Map<String, Integer> sizes = new TreeMap<>();
    for (Path file : sources()) {
      sizes.put(ROOT.relativize(file).toString(), Files.readAllLines(file).size());
    }

    assertThat(new Bound("lines", 450).violations(sizes)).isEmpty();
  }

  @Test
  void noPackageHasManyFiles() throws IOException {
    Map<String, Integer> sizes = new TreeMap<>();
    for (Path file : sources()) {
      String name = file.toString();
      name = name.substring(name.indexOf(SOURCES) + SOURCES.length());
      int end = name.lastIndexOf('/');
      if (end > 0 && !name.endsWith("/package-info.java")) {
        sizes.merge(name.substring(0, end).replace('/', '.'), 1, Integer::sum);
      }
    }

    assertThat(new Bound("files", 20).violations(sizes)).isEmpty();
  }

  @Test
  void publishedModulesDoNotPrint() {
    GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(PUBLISHED);
  }

  @Test
  void publishedModulesDoNotReadTheEnvironmentOfTheHost() {
    noClasses()
        .should()
        .callMethodWhere(
            target(HasOwner.Predicates.With.owner(type(System.class)))
                .and(
                    target(
                        HasName.Predicates.nameMatching(
                            "getProperty|getenv|getProperties|setProperty|exit"))))
        .check(PUBLISHED);
  }

  @Test
  void publishedModulesHaveNoStaticState() {
    fields().that().areStatic().should().beFinal().check(PUBLISHED);
  }

  @Test
  void theEngineTakesThreadsAndTimeFromTheScheduler() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.chatengine", "dev.chatengine.engine..", "dev.chatengine.protocol..")
        .and()
        .haveNameNotMatching("dev\\.chatengine\\.engine\\.(.*\\.)?ThreadScheduler(\\$.*)?")
        .should()
        .dependOnClassesThat(
            belongToAnyOf(
                Thread.class,
                ThreadPoolExecutor.class,
                ScheduledThreadPoolExecutor.class,
                Executors.class,
                Timer.class))
        .check(MAIN);
  }

  @Test
  void thePublicInterfaceShowsNoLibrary() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.chatengine", "dev.chatengine.model", "dev.chatengine.spi")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.fasterxml..", "org.slf4j..")
        .check(MAIN);
  }

  /** Whether a class is in a package or below it; with a dot at the end, only in it. */
  private static boolean isIn(JavaClass each, String packageName) {
    String actual = each.getPackageName() + ".";
    return packageName.endsWith(".")
        ? actual.equals(packageName)
        : actual.startsWith(packageName + ".");
  }

  private static void forEachDependency(
      Iterable<JavaClass> classes, BiConsumer<JavaClass, JavaClass> action) {
    for (JavaClass from : classes) {
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        action.accept(from, dependency.getTargetClass().getBaseComponentType());
      }
    }
  }

  /** The sources of main code, of all modules. */
  private static Collection<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> file.toString().contains(SOURCES))
          .filter(file -> !file.toString().matches(".*/(target|src/test|node_modules)/.*"))
          .forEach(sources::add);
    }
    return sources;
  }
}
