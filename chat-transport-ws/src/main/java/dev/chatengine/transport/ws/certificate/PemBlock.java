package dev.chatengine.transport.ws.certificate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A block of a PEM file (RFC 7468). */
public final class PemBlock {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s(.*?)-----END \\1-----", Pattern.DOTALL);

  private final Path file;
  private final String label;
  private final String text;

  private PemBlock(Path file, String label, String text) {
    this.file = file;
    this.label = label;
    this.text = text;
  }

  /** All blocks of a file, in order; text between them is ignored. */
  static List<PemBlock> all(byte[] content, Path file) {
    List<PemBlock> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      blocks.add(new PemBlock(file, matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  /** The label, such as {@code CERTIFICATE}. */
  String label() {
    return label;
  }

  /**
   * Decodes the content.
   *
   * @throws IllegalArgumentException if it is not Base64
   */
  byte[] content() {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + ": what is said to be a " + label + " is not Base64", e);
    }
  }

  /** Excludes the content, which may be a key. */
  @Override
  public String toString() {
    return "PemBlock[" + file + ", " + label + "]";
  }
}
