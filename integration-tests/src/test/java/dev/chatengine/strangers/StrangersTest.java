package dev.chatengine.strangers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two of the examples, built by who has only what is published: a folder of their own, a POM
 * without our parent, the BOM.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class StrangersTest {
  private final Path outside;
  private final StrangersRepository repository;
  private final Maven maven;

  StrangersTest(@TempDir Path outside) throws IOException {
    this.outside = outside;
    repository = repository();
    maven = new Maven(repository);
  }

  private static StrangersRepository repository() throws IOException {
    Path directory = Path.of(System.getProperty("chat.repository"));
    Path usual = Path.of(System.getProperty("maven.repository"));
    try {
      return StrangersRepository.make(directory, usual);
    } catch (UnsupportedOperationException e) {
      return abort("SKIPPED: no symbolic links here, so that strangers get no repository");
    }
  }

  @Test
  void anApplicationWithTheOldestJsonLibraryChatsOnTheClassPathAndOnTheModulePath()
      throws Exception {
    Project shop = Project.named("embedded-app", outside).withSourcesOf("embedded-app");

    // Its tests start it from its jar, once on each path, and chat with it.
    String built = maven.run(shop.directory(), "verify");

    assertThat(shop.jars().map(jar -> jar.getFileName().toString()))
        .contains("jackson-core-" + System.getProperty("jackson.oldest.version") + ".jar");

    assertThat(built).contains("Tests run: 4, Failures: 0, Errors: 0, Skipped: 0");
  }

  @Test
  void aStoreKeepsTheContractOnTheClassPathAndOnTheModulePath() throws Exception {
    Project store = Project.named("custom-store", outside).withSourcesOf("custom-store");
    if (Boolean.getBoolean("thorough")) {
      String built = maven.run(store.directory(), "verify");
      assertThat(built).containsPattern("Tests run: 1\\d\\d, Failures: 0, Errors: 0, Skipped: 0");
    } else {
      // The example runs its tests on the class path itself.
      maven.run(store.directory(), "verify", "-DskipTests");
    }

    repository.add(store, "store", "1");
    Project check = Project.named("store-check", outside);
    maven.run(check.directory(), "package");
    String run =
        Processes.runModule(
            check.directory(),
            check.jars(),
            List.of(
                "--add-modules",
                "org.junit.jupiter.engine",
                "-m",
                "stranger.store.check/stranger.StoreCheck"));

    assertThat(run).contains("module stranger.store.check", "module dev.chatengine.testkit");
    assertThat(run).containsPattern("[1-9]\\d+ passed, 0 failed");
  }
}
