package dev.chatengine.strangers;

import java.nio.file.Files;
import java.nio.file.Path;

/** A module that is published, with what the build made of it. */
record PublishedModule(String artifactId, Path directory) {
  private static final String VERSION = System.getProperty("chat.version");

  String version() {
    return VERSION;
  }

  /** The POM that is installed and published: of the BOM its own, of a jar the flattened one. */
  Path pom() {
    Path flattened = directory.resolve(".flattened-pom.xml");
    return Files.exists(flattened) ? flattened : sourcePom();
  }

  Path sourcePom() {
    return directory.resolve("pom.xml");
  }

  Path jar() {
    return directory.resolve("target").resolve(fileName(".jar"));
  }

  String fileName(String ending) {
    return artifactId + "-" + VERSION + ending;
  }
}
