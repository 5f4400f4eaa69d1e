package dev.chatengine.testkit.support;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An implementation that gets one thing wrong, and the tests of its contract that must fail.
 *
 * <p>Tables of faults are methods, not constants: each call makes the state of the faults anew.
 *
 * @param name what the implementation does wrong
 * @param make makes the implementation from what a sound one is made from
 * @param noticedBy the names of the tests that must fail; none for an implementation that is sound
 */
public record Fault<S, T>(String name, Function<S, T> make, List<String> noticedBy) {

  /** A row of a table. */
  public static <S, T> Fault<S, T> fault(String name, Function<S, T> make, String... noticedBy) {
    return new Fault<>(name, make, List.of(noticedBy));
  }

  /** A row whose implementation is a sound one, of which {@code fault} replaces something. */
  public static <S, T, U extends T> Fault<S, T> fault(
      String name, Function<S, U> sound, Consumer<U> fault, String... noticedBy) {
    return fault(
        name,
        from -> {
          U broken = sound.apply(from);
          fault.accept(broken);
          return broken;
        },
        noticedBy);
  }

  /** The row of a table with this name. */
  public static <S, T> Fault<S, T> named(String name, List<Fault<S, T>> table) {
    return table.stream().filter(fault -> fault.name.equals(name)).findFirst().orElseThrow();
  }

  @Override
  public String toString() {
    return name;
  }
}
