package dev.chatengine.examples.embedded;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The requests of customers to support. */
final class Tickets {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  void add(String customer, String request) {
    lines.add(customer + ": " + request);
  }

  List<String> all() {
    return List.copyOf(lines);
  }
}
