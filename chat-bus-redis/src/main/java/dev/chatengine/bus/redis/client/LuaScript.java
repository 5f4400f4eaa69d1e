package dev.chatengine.bus.redis.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A script that the server runs as one step. It is called by its digest; if the server does not
 * have it, the text is sent. Immutable.
 */
public final class LuaScript {
  private final byte[] text;
  private final byte[] digest;

  private LuaScript(byte[] text) {
    this.text = text;
    this.digest = sha1(text);
  }

  /** The concatenated text of some resource files next to a class. */
  public static LuaScript load(Class<?> beside, String... files) {
    StringBuilder text = new StringBuilder();
    for (String file : files) {
      text.append(read(beside, file));
    }
    return new LuaScript(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Runs the script in one round trip; in two if the server does not have it.
   *
   * @param key the key whose slot decides which server runs the script
   * @return its result: {@link Long}, {@code byte[]}, or a list of these
   * @throws redis.clients.jedis.exceptions.JedisException if the server refuses or does not answer
   */
  public Object run(UnifiedJedis client, byte[] key, List<byte[]> arguments) {
    List<byte[]> keys = List.of(key);
    try {
      return client.evalsha(digest, keys, arguments);
    } catch (JedisNoScriptException e) {
      return client.eval(text, keys, arguments);
    }
  }

  private static String read(Class<?> beside, String file) {
    try (InputStream in = beside.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the script " + file + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] sha1(byte[] text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(text);
      return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
