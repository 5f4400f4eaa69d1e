package dev.chatengine.client.js;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is in the jar, and in the npm package. */
class PackageTest {
  private static final String FOLDER = "/META-INF/resources/chat-client/";

  private final JsonNode manifest;

  PackageTest() throws IOException {
    manifest = new ObjectMapper().readTree(read("package.json"));
  }

  private static byte[] read(String name) throws IOException {
    try (InputStream in = PackageTest.class.getResourceAsStream(FOLDER + name)) {
      assertThat(in).as("%s among the resources", name).isNotNull();
      return in.readAllBytes();
    }
  }

  @Test
  void theJarHasTheModuleAndItsDeclarationsWhereHostsServeThemFrom() throws IOException {
    assertThat(read("chat-client.js")).isNotEmpty();
    assertThat(read("chat-client.d.ts")).isNotEmpty();
  }

  @Test
  void theJarHasNothingElse() {
    URL tests = PackageTest.class.getResource(FOLDER + "src");
    assertThat(tests).isNull();
    assertThat(PackageTest.class.getResource(FOLDER + "pom.xml")).isNull();
  }

  @Test
  void theNpmPackageIsOfTheSameVersion() {
    assertThat(manifest.path("version").asText()).isEqualTo(System.getProperty("project.version"));
  }

  @Test
  void theNpmPackageNeedsNothingAndBuildsNothing() {
    assertThat(manifest.properties().stream().map(Map.Entry::getKey))
        .doesNotContain("dependencies", "peerDependencies", "scripts", "optionalDependencies");
    assertThat(manifest.path("type").asText()).isEqualTo("module");
  }

  @Test
  void theNpmPackageHasWhatItNames() throws IOException {
    List<String> named = new ArrayList<>();
    manifest.path("files").forEach(file -> named.add(file.asText()));
    JsonNode entry = manifest.path("exports").path(".");
    named.add(entry.path("types").asText());
    named.add(entry.path("default").asText());
    named.add(manifest.path("types").asText());
    for (String name : named) {
      assertThat(Node.MODULE.resolve(name)).as(name).isRegularFile();
      assertThat(read(name.replace("./", ""))).as(name).isNotEmpty();
    }
  }

  @Test
  void theModuleImportsNothing() throws IOException {
    assertThat(new String(read("chat-client.js"), java.nio.charset.StandardCharsets.UTF_8).lines())
        .noneMatch(line -> line.startsWith("import ") || line.contains("import("));
  }
}
