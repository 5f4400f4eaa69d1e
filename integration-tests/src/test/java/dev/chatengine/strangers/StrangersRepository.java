package dev.chatengine.strangers;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The local repository of a stranger: all that the one of this build has, each file by a symbolic
 * link, and what this build would install. Nothing is installed where others see it.
 */
final class StrangersRepository {
  private static final Path GROUP = Path.of("dev", "chatengine");

  /** What Maven notes about downloads, and would write through a link. */
  private static final Set<String> NOTES =
      Set.of("_remote.repositories", "resolver-status.properties");

  private final Path directory;

  private StrangersRepository(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes it anew.
   *
   * @param directory where; what is there is removed
   * @param usual the local repository of this build
   * @throws UnsupportedOperationException if there are no symbolic links here
   */
  static StrangersRepository make(Path directory, Path usual) throws IOException {
    removeAll(directory);
    linkAll(usual, directory);
    StrangersRepository repository = new StrangersRepository(directory);
    Path bom = repository.folder(GROUP, Published.BOM.artifactId(), Published.BOM.version());
    Files.copy(Published.BOM.pom(), bom.resolve(Published.BOM.fileName(".pom")));
    for (PublishedModule module : Published.jars()) {
      Path folder = repository.folder(GROUP, module.artifactId(), module.version());
      Files.copy(module.pom(), folder.resolve(module.fileName(".pom")));
      Files.copy(module.jar(), folder.resolve(module.fileName(".jar")));
    }
    return repository;
  }

  Path directory() {
    return directory;
  }

  /**
   * Adds what a stranger has built, for another of their projects. By hand, as the plugin that
   * installs has no part in our own build, and so may not be there offline.
   */
  void add(Project project, String artifactId, String version) throws IOException {
    Path folder = folder(Path.of("stranger"), artifactId, version);
    String name = artifactId + "-" + version;
    Files.copy(project.directory().resolve("pom.xml"), folder.resolve(name + ".pom"));
    Files.copy(
        project.directory().resolve("target").resolve(name + ".jar"),
        folder.resolve(name + ".jar"));
  }

  private Path folder(Path group, String artifactId, String version) throws IOException {
    return Files.createDirectories(directory.resolve(group).resolve(artifactId).resolve(version));
  }

  /** Links every file but those of our own group, which an earlier build may have installed. */
  private static void linkAll(Path from, Path to) throws IOException {
    Path ours = from.resolve(GROUP);
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (folder.equals(ours)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = file.getFileName().toString();
            if (!NOTES.contains(name) && !name.endsWith(".lastUpdated")) {
              Files.createSymbolicLink(to.resolve(from.relativize(file)), file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void removeAll(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
