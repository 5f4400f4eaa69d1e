package dev.chatengine.examples.embedded;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** A run-time image with the shop, made by {@code jlink}. */
final class ShopImage {
  static final String MODULE = "dev.chatengine.examples.embedded";

  private ShopImage() {}

  /** Makes the image in a folder, which is where it is then. */
  static Path link(List<Path> jars, Path folder) {
    Path image = folder.resolve("image");
    run(
        "jlink",
        "--module-path",
        jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
        "--add-modules",
        MODULE,
        "--output",
        image.toString());
    return image;
  }

  private static void run(String tool, String... arguments) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    if (ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments) != 0) {
      throw new AssertionError(tool + " has failed: " + out);
    }
  }
}
