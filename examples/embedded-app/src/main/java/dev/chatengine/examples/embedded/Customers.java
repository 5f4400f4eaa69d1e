package dev.chatengine.examples.embedded;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The signed-in customers. A real shop would ask for a password, and forget old sessions. */
final class Customers {
  private final Map<String, Customer> bySession = new ConcurrentHashMap<>();

  /** Returns the new session's id. */
  String signIn(String name) {
    String session = UUID.randomUUID().toString();
    bySession.put(session, new Customer(UUID.randomUUID().toString(), name));
    return session;
  }

  Optional<Customer> bySession(String session) {
    return Optional.ofNullable(bySession.get(session));
  }
}
