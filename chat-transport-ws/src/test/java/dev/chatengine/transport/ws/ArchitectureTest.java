package dev.chatengine.transport.ws;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

/** What the transport rests on, and what it keeps its hands off. */
@AnalyzeClasses(
    packages = "dev.chatengine.transport",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule onlyTheCoresApiAndSpiAreUsed =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.chatengine.engine..", "dev.chatengine.protocol..", "dev.chatengine.memory..")
          .because("any transport can do the same");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.chatengine.(**)").should().beFreeOfCycles();

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
}
