package dev.chatengine;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

/** The order of the packages, and what the core keeps its hands off. */
@AnalyzeClasses(packages = "dev.chatengine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesRestOnThoseAboveThem =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("text")
          .definedBy("dev.chatengine.text")
          .layer("model")
          .definedBy("dev.chatengine.model")
          .layer("spi")
          .definedBy("dev.chatengine.spi")
          .layer("limit")
          .definedBy("dev.chatengine.limit")
          .layer("memory")
          .definedBy("dev.chatengine.memory..")
          .layer("protocol")
          .definedBy("dev.chatengine.protocol..")
          .layer("engine")
          .definedBy("dev.chatengine.engine..")
          .layer("api")
          .definedBy("dev.chatengine")
          .whereLayer("api")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("api")
          .whereLayer("protocol")
          .mayOnlyBeAccessedByLayers("engine")
          .whereLayer("memory")
          .mayOnlyBeAccessedByLayers("api")
          .whereLayer("limit")
          .mayOnlyBeAccessedByLayers("memory", "engine")
          .whereLayer("text")
          .mayOnlyBeAccessedByLayers("model", "protocol", "engine")
          .whereLayer("spi")
          .mayOnlyBeAccessedByLayers("limit", "memory", "protocol", "engine", "api");

  /** The packages of the engine; each rests on those before it alone. */
  private static final List<String> ENGINE =
      List.of(
          "task",
          "telemetry",
          "plugin",
          "context",
          "session",
          "bus",
          "watch",
          "log",
          "room",
          "direct",
          "append",
          "registration",
          "cluster",
          "request");

  @ArchTest static final ArchRule enginePackagesRestOnThoseBeforeThem = enginePackages();

  private static ArchRule enginePackages() {
    LayeredArchitecture packages =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("node")
            .definedBy("dev.chatengine.engine");
    for (String name : ENGINE) {
      packages = packages.layer(name).definedBy("dev.chatengine.engine." + name);
    }
    packages = packages.whereLayer("node").mayNotBeAccessedByAnyLayer();
    for (int i = 0; i < ENGINE.size(); i++) {
      List<String> above = new ArrayList<>(ENGINE.subList(i + 1, ENGINE.size()));
      above.add("node");
      packages =
          packages
              .whereLayer(ENGINE.get(i))
              .mayOnlyBeAccessedByLayers(above.toArray(String[]::new));
    }
    return packages;
  }

  @ArchTest
  static final ArchRule enginePackagesHaveNoCycles =
      slices().matching("dev.chatengine.engine.(*)..").should().beFreeOfCycles();

  /**
   * A session, its memberships and its handler: a member of a room is a session, and a session
   * knows its rooms.
   */
  private static final int LARGEST_KNOT = 3;

  @ArchTest
  static void classesOfTheEngineKnowEachOtherInSmallKnotsOnly(JavaClasses all) {
    assertThat(Knots.in(all, "dev.chatengine.engine"))
        .allSatisfy(knot -> assertThat(knot).hasSizeLessThanOrEqualTo(LARGEST_KNOT));
  }

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.chatengine.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule coreKnowsNoTransportDatabaseOrBus =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.java_websocket..",
              "com.mongodb..",
              "org.bson..",
              "redis.clients..",
              "java.net..")
          .because("modules of their own know them");

  @ArchTest
  static final ArchRule jacksonStaysInTheCodec =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.chatengine.protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule publicApiShowsNoLibrary =
      noClasses()
          .that()
          .resideInAnyPackage("dev.chatengine", "dev.chatengine.model", "dev.chatengine.spi")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml..", "org.slf4j..");

  @ArchTest
  static final ArchRule nothingIsPrinted =
      GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule nothingIsReadFromTheHostsEnvironment =
      noClasses()
          .should()
          .callMethodWhere(
              target(HasOwner.Predicates.With.owner(type(System.class)))
                  .and(
                      target(
                          HasName.Predicates.nameMatching(
                              "getProperty|getenv|getProperties|setProperty|exit"))));

  @ArchTest
  static final ArchRule threadsAndTimeComeFromTheScheduler =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.chatengine", "dev.chatengine.engine..", "dev.chatengine.protocol..")
          .and()
          .haveNameNotMatching("dev\\.chatengine\\.engine\\.task\\.ThreadScheduler(\\$.*)?")
          .should()
          .dependOnClassesThat(
              belongToAnyOf(
                  Thread.class,
                  ThreadPoolExecutor.class,
                  ScheduledThreadPoolExecutor.class,
                  Executors.class,
                  Timer.class));
}
