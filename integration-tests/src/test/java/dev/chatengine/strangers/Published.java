package dev.chatengine.strangers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.w3c.dom.Document;

/** What is published: the BOM, and the modules that it names. */
final class Published {
  static final Path ROOT = Path.of(System.getProperty("chat.root")).normalize();
  static final String GROUP = "dev.chatengine";
  static final PublishedModule BOM = new PublishedModule("chat-bom", ROOT.resolve("chat-bom"));

  private Published() {}

  /** The modules with a jar, in the order in which the BOM names them. */
  static List<PublishedModule> jars() {
    Document bom = Xml.read(BOM.pom());
    return Xml.texts(bom, "/project/dependencyManagement/dependencies/dependency/artifactId")
        .stream()
        .map(name -> new PublishedModule(name, ROOT.resolve(name)))
        .toList();
  }

  static List<PublishedModule> all() {
    return Stream.concat(Stream.of(BOM), jars().stream()).toList();
  }

  /** The POMs of all modules of the repository, published or not. */
  static List<Path> sourcePoms() {
    try (Stream<Path> files = Files.walk(ROOT, 3)) {
      return files
          .filter(file -> file.endsWith("pom.xml") && !ROOT.relativize(file).startsWith("target"))
          .filter(file -> !file.toString().contains("/target/"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
