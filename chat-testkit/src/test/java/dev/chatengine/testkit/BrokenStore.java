package dev.chatengine.testkit;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** A store that gets one thing wrong. */
final class BrokenStore {
  private final String name;
  private final Function<PlainData, PlainMessageStore> factory;
  private final List<String> noticedBy;

  /**
   * Names a broken store.
   *
   * @param noticedBy the tests of the contract that must fail, by their methods' names
   */
  BrokenStore(String name, Function<PlainData, PlainMessageStore> factory, String... noticedBy) {
    this.name = name;
    this.factory = factory;
    this.noticedBy = List.of(noticedBy);
  }

  static List<BrokenStore> all() {
    return Stream.of(BrokenWrites.all(), BrokenReads.all(), BrokenStates.all())
        .flatMap(List::stream)
        .toList();
  }

  static BrokenStore named(String name) {
    return all().stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow();
  }

  String name() {
    return name;
  }

  Function<PlainData, PlainMessageStore> factory() {
    return factory;
  }

  List<String> noticedBy() {
    return noticedBy;
  }

  @Override
  public String toString() {
    return "a store that " + name;
  }
}
