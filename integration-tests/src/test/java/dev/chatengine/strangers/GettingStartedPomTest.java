package dev.chatengine.strangers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The POM that docs/getting-started.md gives to newcomers names the current versions. */
class GettingStartedPomTest {
  private static final String PAGE = "docs/getting-started.md";
  private static final Pattern POM = Pattern.compile("(?ms)^```xml$\\n(<project.*?)^```$");
  private static final Pattern PROPERTY = Pattern.compile("\\$\\{(.+)}");

  private final Document newcomers;
  private final Document parent = Xml.read(Published.ROOT.resolve("pom.xml"));

  GettingStartedPomTest(@TempDir Path directory) throws IOException {
    Matcher pom = POM.matcher(Files.readString(Published.ROOT.resolve(PAGE)));
    assertThat(pom.find()).as("a POM in %s", PAGE).isTrue();
    newcomers = Xml.read(Files.writeString(directory.resolve("pom.xml"), pom.group(1)));
  }

  @Test
  void namesTheVersionOfTheBomThatIsHere() {
    assertThat(versionIn(newcomers, "chat-bom")).isEqualTo(Published.BOM.version());
  }

  @Test
  void namesTheVersionsThatAreUsedHere() {
    Map<String, String> inParent =
        Map.of(
            "junit-jupiter", "junit-bom",
            "slf4j-jdk14", "slf4j-jdk14",
            "maven-compiler-plugin", "maven-compiler-plugin",
            "maven-surefire-plugin", "maven-surefire-plugin",
            "exec-maven-plugin", "exec-maven-plugin");

    inParent.forEach(
        (there, here) ->
            assertThat(versionIn(newcomers, there)).as(there).isEqualTo(versionHere(here)));
  }

  @Test
  void namesNothingElseWithAVersion() {
    assertThat(Xml.texts(newcomers, "//*[self::dependency or self::plugin]/version")).hasSize(6);
  }

  private String versionHere(String artifactId) {
    String version = versionIn(parent, artifactId);
    Matcher property = PROPERTY.matcher(version);
    return property.matches()
        ? Xml.texts(parent, "/project/properties/" + property.group(1)).get(0)
        : version;
  }

  private static String versionIn(Document pom, String artifactId) {
    List<String> versions =
        Xml.texts(
            pom, "//*[self::dependency or self::plugin][artifactId='" + artifactId + "']/version");
    assertThat(versions).as("versions of %s", artifactId).hasSize(1);
    return versions.get(0);
  }
}
