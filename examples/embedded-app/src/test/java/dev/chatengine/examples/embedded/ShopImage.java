package dev.chatengine.examples.embedded;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * A run-time image with the shop, made by {@code jlink}. Of all that the chat needs, Bucket4j alone
 * is an automatic module, which {@code jlink} does not take: it is given a descriptor first.
 */
final class ShopImage {
  static final String MODULE = "dev.chatengine.examples.embedded";

  private static final String AUTOMATIC = "bucket4j_jdk17-core-";
  private static final String DESCRIPTOR =
      """
      module io.github.bucket4j.core {
        requires static java.sql;
        exports io.github.bucket4j;
        exports io.github.bucket4j.local;
      }
      """;

  private ShopImage() {}

  /** Makes the image in a folder, which is where it is then. */
  static Path link(List<Path> jars, Path folder) throws IOException {
    List<Path> modules = new ArrayList<>();
    for (Path jar : jars) {
      modules.add(
          jar.getFileName().toString().startsWith(AUTOMATIC) ? described(jar, folder) : jar);
    }
    Path image = folder.resolve("image");
    run(
        "jlink",
        "--module-path",
        modules.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
        "--add-modules",
        MODULE,
        "--output",
        image.toString());
    return image;
  }

  private static Path described(Path jar, Path folder) throws IOException {
    Path copy = Files.copy(jar, folder.resolve(jar.getFileName()));
    Path source = Files.writeString(folder.resolve("module-info.java"), DESCRIPTOR);
    String patch = "io.github.bucket4j.core=" + jar;
    run("javac", "--patch-module", patch, "-d", folder.toString(), source.toString());
    run("jar", "--update", "--file", copy.toString(), "-C", folder.toString(), "module-info.class");
    return copy;
  }

  private static void run(String tool, String... arguments) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    if (ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments) != 0) {
      throw new AssertionError(tool + " has failed: " + out);
    }
  }
}
