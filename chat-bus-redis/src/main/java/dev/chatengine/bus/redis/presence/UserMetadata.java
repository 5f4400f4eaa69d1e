package dev.chatengine.bus.redis.presence;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A user's metadata as one value: keys and values alternate in their order, each after its length.
 * The bounds of the model keep each far below the 64 KiB that this format allows.
 */
public final class UserMetadata {
  private UserMetadata() {}

  static byte[] encode(Map<String, String> metadata) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeUTF(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static Map<String, String> decode(byte[] bytes) {
    Map<String, String> metadata = new LinkedHashMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      while (in.available() > 0) {
        String key = in.readUTF();
        metadata.put(key, in.readUTF());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return metadata;
  }
}
