package dev.chatengine.engine.request;

import dev.chatengine.engine.session.DirectPositions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Makes the tokens by which clients resume their sessions. Only the client has the token: nodes and
 * the registry keep its hash. A token may contain the positions of the user's private logs; a
 * client cannot change them, since the hash is of the whole token. Safe for all threads.
 */
final class ResumeTokens {
  private static final int BYTES = 32;
  private static final char SEPARATOR = '.';
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SecureRandom random = new SecureRandom();

  /** 256 random bits as text, and the positions if they are known. */
  public String next(DirectPositions positions) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String secret = BASE64.encodeToString(bytes);
    return positions.isUnknown() ? secret : secret + SEPARATOR + positions.toText();
  }

  /** The positions that a token contains. */
  public static DirectPositions positions(String token) {
    int separator = token.indexOf(SEPARATOR);
    return separator < 0
        ? DirectPositions.UNKNOWN
        : DirectPositions.ofText(token.substring(separator + 1));
  }

  /** SHA-256, as text. A token has too many bits for its hash to need a salt. */
  public static String hash(String token) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return BASE64.encodeToString(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
