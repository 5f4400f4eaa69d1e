package dev.chatengine.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A bound on sizes, with the exceptions that {@code exceptions.txt} lists. */
final class Bound {
  private final String kind;
  private final int most;
  private final Map<String, Integer> exceptions = new TreeMap<>();

  Bound(String kind, int most) {
    this.kind = kind;
    this.most = most;
    for (String line : Tables.lines("exceptions.txt")) {
      int colon = line.indexOf(" : ");
      String[] words = line.substring(0, Math.max(colon, 0)).split(" +", -1);
      if (words.length != 3 || line.substring(colon + 3).isBlank()) {
        throw new IllegalArgumentException("not \"KIND NAME BOUND : REASON\": " + line);
      }
      if (words[0].equals(kind)) {
        exceptions.put(words[1], Integer.parseInt(words[2]));
      }
    }
  }

  /** What is wrong with these sizes: they are too large, or their exceptions are not needed. */
  List<String> violations(Map<String, Integer> sizes) {
    List<String> violations = new ArrayList<>();
    sizes.forEach(
        (name, size) -> {
          int bound = exceptions.getOrDefault(name, most);
          if (size > bound) {
            violations.add(kind + " of " + name + ": " + size + ", more than " + bound);
          }
        });
    exceptions.forEach(
        (name, bound) -> {
          int size = sizes.getOrDefault(name, 0);
          if (size <= most || size < bound) {
            violations.add("exception " + kind + " " + name + " " + bound + ", but it has " + size);
          }
        });
    return violations;
  }
}
