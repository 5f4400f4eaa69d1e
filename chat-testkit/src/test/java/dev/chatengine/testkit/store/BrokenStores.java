package dev.chatengine.testkit.store;

import dev.chatengine.testkit.support.Fault;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Stores with one fault each. */
final class BrokenStores {
  private BrokenStores() {}

  static List<Fault<PlainData, PlainMessageStore>> all() {
    return Stream.of(BrokenWrites.all(), BrokenReads.all(), BrokenStates.all())
        .flatMap(List::stream)
        .toList();
  }

  /** A plain store of which {@code fault} replaces a decision. */
  static Fault<PlainData, PlainMessageStore> fault(
      String name, Consumer<PlainMessageStore> fault, String... noticedBy) {
    return Fault.fault(name, PlainMessageStore::new, fault, noticedBy);
  }
}
