package dev.chatengine.bus.redis.client;

import java.util.regex.Pattern;

/** The prefix of one chat's keys, so that several chats can use one server. */
public final class Namespace {
  /** Excludes braces, which would make a hash tag, and the special characters of a key pattern. */
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

  private Namespace() {}

  public static String checked(String namespace) {
    if (!ALLOWED.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "namespace is not 1 to 64 of A-Z, a-z, 0-9, '_', '.', ':' and '-'");
    }
    return namespace;
  }
}
