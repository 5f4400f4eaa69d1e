package dev.chatengine.examples.store;

import dev.chatengine.model.Attachment;
import dev.chatengine.model.Draft;
import dev.chatengine.model.User;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a message that no query needs, as bytes: ordered lists and maps, any text, all 64
 * bits of a number. The first byte is a version, for later formats.
 */
final class MessageDetails {
  private static final int VERSION = 1;
  private static final int NULL = -1;

  private MessageDetails() {}

  /** All fields of a draft that have no column. */
  static byte[] write(Draft draft) {
    return bytes(
        out -> {
          User sender = draft.sender();
          writeText(out, sender.name());
          out.writeBoolean(sender.known());
          writeMap(out, sender.metadata());
          writeText(out, draft.replyTo());
          writeTexts(out, draft.mentions());
          out.writeInt(draft.attachments().size());
          for (Attachment attachment : draft.attachments()) {
            writeText(out, attachment.url());
            writeText(out, attachment.name());
            writeText(out, attachment.mediaType());
            out.writeLong(attachment.size());
          }
          writeMap(out, draft.metadata());
        });
  }

  /** Reads the bytes of {@link #write} into a builder that the sender creates. */
  static Draft.Builder read(byte[] bytes, String senderId, Template template) {
    try (DataInputStream in = open(bytes)) {
      User sender =
          User.builder(senderId)
              .name(readText(in))
              .known(in.readBoolean())
              .metadata(readMap(in))
              .build();
      return template
          .from(sender)
          .replyTo(readText(in))
          .mentions(readTexts(in))
          .attachments(readAttachments(in))
          .metadata(readMap(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates a draft's builder, once its sender is known. */
  @FunctionalInterface
  interface Template {
    Draft.Builder from(User sender);
  }

  /** The reactions and their users; null if there are none, as for most messages. */
  static byte @Nullable [] writeReactions(Map<String, List<String>> reactions) {
    if (reactions.isEmpty()) {
      return null;
    }
    return bytes(
        out -> {
          out.writeInt(reactions.size());
          for (Map.Entry<String, List<String>> reaction : reactions.entrySet()) {
            writeText(out, reaction.getKey());
            writeTexts(out, reaction.getValue());
          }
        });
  }

  static Map<String, List<String>> readReactions(byte @Nullable [] bytes) {
    if (bytes == null) {
      return Map.of();
    }
    try (DataInputStream in = open(bytes)) {
      Map<String, List<String>> reactions = new LinkedHashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        reactions.put(required(in), readTexts(in));
      }
      return reactions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @FunctionalInterface
  private interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static DataInputStream open(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("a message has a format that this version cannot read");
    }
    return in;
  }

  /** Unlike {@code writeUTF} without a limit. All text of the model is well-formed. */
  private static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(NULL);
      return;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static @Nullable String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length == NULL ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static String required(DataInputStream in) throws IOException {
    String text = readText(in);
    if (text == null) {
      throw new IOException("a text is missing");
    }
    return text;
  }

  private static void writeTexts(DataOutputStream out, Collection<String> texts)
      throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      writeText(out, text);
    }
  }

  private static List<String> readTexts(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(required(in));
    }
    return texts;
  }

  private static void writeMap(DataOutputStream out, Map<String, String> map) throws IOException {
    out.writeInt(map.size());
    for (Map.Entry<String, String> entry : map.entrySet()) {
      writeText(out, entry.getKey());
      writeText(out, entry.getValue());
    }
  }

  private static Map<String, String> readMap(DataInputStream in) throws IOException {
    Map<String, String> map = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      map.put(required(in), required(in));
    }
    return map;
  }

  private static List<Attachment> readAttachments(DataInputStream in) throws IOException {
    List<Attachment> attachments = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      attachments.add(
          Attachment.builder(required(in))
              .name(readText(in))
              .mediaType(readText(in))
              .size(in.readLong())
              .build());
    }
    return attachments;
  }
}
