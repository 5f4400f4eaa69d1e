package dev.chatengine.strangers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;

/** Every published POM says what a public repository asks for, and nothing of this build. */
class PublishedPomsTest {
  static List<PublishedModule> published() {
    return Published.all();
  }

  static List<PublishedModule> jars() {
    return Published.jars();
  }

  @ParameterizedTest
  @MethodSource("published")
  void saysWhatAPublicRepositoryAsksFor(PublishedModule module) {
    Document pom = Xml.read(module.pom());

    assertThat(Xml.texts(pom, "/project/groupId")).containsExactly(Published.GROUP);
    assertThat(Xml.texts(pom, "/project/artifactId")).containsExactly(module.artifactId());
    assertThat(Xml.texts(pom, "/project/version")).containsExactly(module.version());
    assertThat(
            Stream.of(
                    "name",
                    "description",
                    "url",
                    "inceptionYear",
                    "licenses/license/name",
                    "licenses/license/url",
                    "developers/developer/name",
                    "developers/developer/organization",
                    "scm/connection",
                    "scm/developerConnection",
                    "scm/url",
                    "issueManagement/system",
                    "issueManagement/url")
                .filter(
                    path -> Xml.texts(pom, "/project/" + path).stream().allMatch(String::isBlank)))
        .as("what is missing in %s", module.pom())
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("published")
  void sendsEveryoneToTheSamePlaces(PublishedModule module) {
    Document parent = Xml.read(Published.ROOT.resolve("pom.xml"));
    Document pom = Xml.read(module.pom());

    for (String path : List.of("url", "scm/url", "scm/connection", "issueManagement/url")) {
      assertThat(Xml.texts(pom, "/project/" + path))
          .as(path)
          .isEqualTo(Xml.texts(parent, "/project/" + path));
    }
  }

  @ParameterizedTest
  @MethodSource("jars")
  void needsNoParentAndNothingOfTheBuild(PublishedModule module) {
    assertThat(module.pom().getFileName()).hasToString(".flattened-pom.xml");
    Document pom = Xml.read(module.pom());

    for (String path : List.of("parent", "build", "profiles", "dependencyManagement", "modules")) {
      assertThat(Xml.texts(pom, "/project/" + path)).as(path).isEmpty();
    }
    assertThat(Xml.texts(pom, "//dependency/scope")).doesNotContain("test");
    assertThat(Xml.texts(pom, "//dependency/version"))
        .hasSameSizeAs(Xml.texts(pom, "//dependency"))
        .noneMatch(version -> version.contains("${"));
  }

  /**
   * Their modules ask for it transitively, so that whoever compiles a module of their own needs it.
   */
  @ParameterizedTest
  @MethodSource("jars")
  void bringsTheAnnotationsOfItsSignatures(PublishedModule module) {
    assertThat(Xml.texts(Xml.read(module.pom()), "//dependency[artifactId='jspecify']/optional"))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jars")
  void hasANameAsAModule(PublishedModule module) throws Exception {
    try (JarFile jar = new JarFile(module.jar().toFile())) {
      String name = jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
      assertThat(jar.getEntry("module-info.class") != null || name != null).isTrue();
    }
  }

  /** What is built but not named in the BOM is not published, and the other way round. */
  @Test
  void whatTheBomNamesIsPublishedAndNothingElse() {
    TreeSet<String> deployed = new TreeSet<>();
    for (Path pom : Published.sourcePoms()) {
      Document project = Xml.read(pom);
      if (Xml.texts(project, "/project/properties/maven.deploy.skip").equals(List.of("false"))) {
        deployed.addAll(Xml.texts(project, "/project/artifactId"));
      }
    }

    assertThat(deployed)
        .isEqualTo(
            new TreeSet<>(Published.jars().stream().map(PublishedModule::artifactId).toList()));
  }

  @Test
  void nothingIsPublishedThatDoesNotSaySo() {
    Document parent = Xml.read(Published.ROOT.resolve("pom.xml"));

    assertThat(Xml.texts(parent, "/project/properties/maven.deploy.skip")).containsExactly("true");
    for (Path pom : Published.sourcePoms()) {
      if (!pom.startsWith(Published.BOM.directory())
          && !pom.equals(Published.ROOT.resolve("pom.xml"))) {
        assertThat(Xml.texts(Xml.read(pom), "/project/parent/artifactId")).as("%s", pom).hasSize(1);
      }
    }
    assertThat(Files.exists(Published.BOM.sourcePom())).isTrue();
  }
}
