package dev.chatengine.transport.ws.certificate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file, up to a size that no certificate or key needs. */
public final class SmallFile {
  private static final int MAX_BYTES = 1 << 20;

  private SmallFile() {}

  /**
   * Reads a file.
   *
   * @param what what it should hold, for the message
   * @throws UncheckedIOException if it cannot be read or is too large
   */
  static byte[] read(String what, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new IOException("it has more than " + MAX_BYTES + " bytes");
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException("Cannot read " + what + " " + file + ": no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + what + " " + file + ": " + e.getMessage(), e);
    }
  }
}
