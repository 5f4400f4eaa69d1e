package dev.chatengine.strangers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/**
 * What the comparison with the last release leaves out is what is not exported, and what its own
 * description calls experimental: neither more nor less.
 */
class ComparedApiTest {
  @Test
  void onlyWhatIsInternalOrExperimentalIsLeftOut() throws IOException {
    Set<String> mayChange = new TreeSet<>();
    for (PublishedModule module : Published.jars()) {
      try (JarFile jar = new JarFile(module.jar().toFile())) {
        ZipEntry description = jar.getEntry("module-info.class");
        if (description != null) {
          ModuleDescriptor descriptor = ModuleDescriptor.read(jar.getInputStream(description));
          mayChange.addAll(hidden(jar, descriptor));
          mayChange.addAll(experimental(module));
        }
      }
    }

    Document parent = Xml.read(Published.ROOT.resolve("pom.xml"));
    assertThat(
            new TreeSet<>(Xml.texts(parent, "//plugin/configuration/parameter/excludes/exclude")))
        .isEqualTo(withoutSubpackages(mayChange));
  }

  /** An excluded package stands for those below it, too. */
  private static Set<String> withoutSubpackages(Set<String> packages) {
    return packages.stream()
        .filter(one -> packages.stream().noneMatch(other -> one.startsWith(other + ".")))
        .collect(Collectors.toSet());
  }

  private static Set<String> hidden(JarFile jar, ModuleDescriptor descriptor) {
    Set<String> exported =
        descriptor.exports().stream()
            .filter(export -> !export.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    return jar.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(".class") && name.contains("/"))
        .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
        .filter(name -> !exported.contains(name))
        .collect(Collectors.toSet());
  }

  private static Set<String> experimental(PublishedModule module) throws IOException {
    Path sources = module.directory().resolve("src/main/java");
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.endsWith("package-info.java"))
          .filter(file -> read(file).contains("Status: experimental"))
          .map(file -> sources.relativize(file).toString().replace('\\', '/'))
          .map(file -> file.substring(0, file.lastIndexOf('/')).replace('/', '.'))
          .collect(Collectors.toSet());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
