package dev.chatengine.memory.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SeqIndexTest {
  private record Entry(int hash, long seq) {}

  /**
   * As a log uses it: numbers are added in order, and the oldest are removed. Few hashes, around 0,
   * so that many entries collide and their runs wrap around the end of the table.
   */
  @Property
  void entriesThatWereNotRemovedAreFound(
      @ForAll @Size(max = 200) List<@IntRange(min = -4, max = 12) Integer> hashes,
      @ForAll @IntRange(min = 1, max = 20) int kept,
      @ForAll boolean beyondHalf) {
    SeqIndex index = new SeqIndex();
    Deque<Entry> model = new ArrayDeque<>();
    long seq = beyondHalf ? (1L << 32) - 50 : 0;
    for (int hash : hashes) {
      Entry added = new Entry(hash, ++seq);
      index.add(added.hash, added.seq);
      model.add(added);
      if (model.size() > kept) {
        Entry removed = model.remove();
        index.remove(removed.hash, removed.seq);
        assertThat(find(index, removed.hash, removed.seq, removed.seq)).isZero();
      }
      for (Entry entry : model) {
        long lowest = model.getFirst().seq;
        assertThat(find(index, entry.hash, lowest, entry.seq)).isEqualTo(entry.seq);
      }
    }
  }

  @Test
  void onlyEntriesOfTheHashAreLookedAt() {
    SeqIndex index = new SeqIndex();
    index.add(1, 1);
    index.add(9, 2);
    index.add(1, 3);
    List<Long> looked = new ArrayList<>();
    assertThat(index.find(1, 1, seq -> !looked.add(seq))).isZero();

    assertThat(looked).containsExactlyInAnyOrder(1L, 3L);
  }

  @Test
  void aMissingEntryCannotBeRemoved() {
    SeqIndex index = new SeqIndex();
    index.add(1, 1);

    assertThatThrownBy(() -> index.remove(1, 2)).isInstanceOf(IllegalStateException.class);
  }

  private static long find(SeqIndex index, int hash, long lowest, long wanted) {
    return index.find(hash, lowest, seq -> seq == wanted);
  }
}
