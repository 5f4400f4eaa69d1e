package dev.chatengine.client.js;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contents of the jar and of the npm package. */
class PackageTest {
  private static final String FOLDER = "/META-INF/resources/chat-client/";

  /** An import, or an export of what another module has. */
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^(?:import|export) (?:[^;']* from )?'([^']*)'");

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

  private static String text(String name) throws IOException {
    return new String(read(name), StandardCharsets.UTF_8);
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
  void theNpmPackageHasTheFilesThatItNames() throws IOException {
    List<String> named = new ArrayList<>();
    manifest.path("files").forEach(file -> named.add(file.asText()));
    assertThat(named).contains("chat-client.js", "chat-client.d.ts", "lib");
    JsonNode entry = manifest.path("exports").path(".");
    for (String name :
        List.of(file(entry, "types"), file(entry, "default"), file(manifest, "types"))) {
      assertThat(named).contains(name);
      assertThat(read(name)).as(name).isNotEmpty();
    }
    for (String name : named) {
      assertThat(Node.MODULE.resolve(name)).as(name).exists();
    }
  }

  private static String file(JsonNode node, String field) {
    return node.path(field).asText().replace("./", "");
  }

  @Test
  void theListNamesTheModulesInTheFolder() throws IOException {
    List<String> modules = new ArrayList<>(List.of("chat-client.js"));
    try (Stream<Path> files = Files.list(Node.MODULE.resolve("lib"))) {
      files.map(file -> "lib/" + file.getFileName()).forEach(modules::add);
    }
    assertThat(text("files").lines()).containsExactlyInAnyOrderElementsOf(modules);
  }

  @Test
  void theListNamesTheModulesThatTheEntryImports() throws IOException {
    Set<String> imported = new LinkedHashSet<>(List.of("chat-client.js"));
    Deque<String> unread = new ArrayDeque<>(imported);
    while (!unread.isEmpty()) {
      String module = unread.remove();
      String code = text(module);
      assertThat(code).as(module).doesNotContain("import(", "require(");
      IMPORT
          .matcher(code)
          .results()
          .map(found -> Path.of(module).resolveSibling(found.group(1)).normalize().toString())
          .filter(imported::add)
          .forEach(unread::add);
    }
    assertThat(text("files").lines()).containsExactlyInAnyOrderElementsOf(imported);
  }
}
