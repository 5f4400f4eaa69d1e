package dev.chatengine.strangers;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A stranger's project, in a folder that has nothing to do with the repository. */
final class Project {
  private final Path directory;

  private Project(Path directory) {
    this.directory = directory;
  }

  /** The project of this name among the test's resources. */
  static Project named(String name, Path parent) throws IOException, URISyntaxException {
    URL resources =
        Objects.requireNonNull(Project.class.getResource("/strangers/" + name), () -> name);
    Path directory = parent.resolve(name);
    copyAll(Path.of(resources.toURI()), directory);
    return new Project(directory);
  }

  /** Adds the sources of an example, just as they are in the repository. */
  Project withSourcesOf(String example) throws IOException {
    copyAll(Published.ROOT.resolve("examples").resolve(example).resolve("src"), source());
    return this;
  }

  Path directory() {
    return directory;
  }

  /** The jar that was built, and those that it runs with. */
  Stream<Path> jars() throws IOException {
    String dependencies = Files.readString(directory.resolve("target/dependencies.txt")).strip();
    List<String> others = List.of(dependencies.split(java.io.File.pathSeparator, -1));
    return Stream.concat(
        Stream.of(directory.resolve("target").resolve(directory.getFileName() + ".jar")),
        others.stream().map(Path::of));
  }

  private Path source() {
    return directory.resolve("src");
  }

  private static void copyAll(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }
}
