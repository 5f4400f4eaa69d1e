package dev.chatengine.memory.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Attachment;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PackedLogTest {
  private static final Room ROOM = new Room("room");
  private static final Instant NOW = Instant.parse("2026-11-26T10:00:00.123456789Z");

  /** The kinds of steps; all other numbers add. */
  private static final int DELETE = 1;

  private static final int DROP = 2;
  private static final int EDIT = 3;

  private final PackedLog log = new PackedLog(ROOM, new KeyHash());
  private final List<Message> model = new ArrayList<>();
  private long revision;

  /** Messages of all lengths and kinds, so that segments are shared, full or for one message. */
  @Property(tries = 200)
  void entriesThatWereNotDroppedAreFound(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 1_000_000) Integer> steps) {
    for (int step : steps) {
      int kind = step % 12;
      if (kind == DROP && !model.isEmpty()) {
        dropOldest();
      } else if ((kind == EDIT || kind == DELETE) && !model.isEmpty()) {
        amend(step / 12 % model.size(), kind);
      } else {
        add(step / 12);
      }
      assertThat(log.size()).isEqualTo(model.size());
    }
    assertThatAllAreFound();
    long bytes = log.bytes();
    assertThat(bytes)
        .isGreaterThanOrEqualTo(model.stream().mapToInt(PackedLogTest::characters).sum());
    while (!model.isEmpty()) {
      dropOldest();
      assertThat(log.bytes()).isLessThan(bytes);
      bytes = log.bytes();
    }
    assertThat(log.bytes()).isZero();
  }

  private void assertThatAllAreFound() {
    for (Message message : model) {
      assertThat(log.get(message.seq()))
          .usingRecursiveComparison()
          .ignoringAllOverriddenEquals()
          .isEqualTo(message);
      assertThat(log.find(message.id())).isEqualTo(message.seq());
      assertThat(log.findByClientId(message.sender().id(), message.clientMessageId()))
          .isEqualTo(message.seq());
    }
    assertThat(log.range(log.oldestSeq(), log.newestSeq() + 1))
        .extracting(Message::id)
        .isEqualTo(model.stream().map(Message::id).toList());
    assertThat(log.amendedAfter(0, Integer.MAX_VALUE))
        .extracting(Message::id)
        .isEqualTo(
            model.stream()
                .filter(message -> message.revision() > 0)
                .sorted(Comparator.comparingLong(Message::revision))
                .map(Message::id)
                .toList());
  }

  private void add(int variant) {
    long seq = log.newestSeq() + 1;
    Draft draft = draft(seq, variant);
    PackedLog.Keys keys = log.keysOf(draft);
    assertThat(log.find(draft, keys)).isZero();
    assertThat(log.findByClientId(draft, keys)).isZero();
    Message message = Message.builder(draft, "epoch", seq).build();
    log.add(message, keys, 1_000 + seq);
    model.add(message);
  }

  private static Draft draft(long seq, int variant) {
    int length = variant % 7 == 0 ? 2_000 + variant % 5_000 : variant % 300;
    String character = variant % 5 == 0 ? "\u0436" : "\u00fc";
    User sender = User.of("user-" + variant % 3, variant % 4 == 0 ? "\u0416" : "Ann");
    Draft.Builder draft =
        Draft.builder(ROOM, sender, NOW, character.repeat(length)).id("id-" + seq);
    if (variant % 2 == 0) {
      draft.clientMessageId("own-" + seq);
    }
    if (variant % 6 == 0) {
      draft
          .replyTo("id-1")
          .mentions(List.of("user-1"))
          .metadata(Map.of("key", "value"))
          .attachments(List.of(Attachment.builder("https://example.org/a").size(7).build()));
    }
    return draft.build();
  }

  private void amend(int index, int kind) {
    Message before = model.get(index);
    Amendment.Builder amendment = Amendment.of(before);
    if (kind == DELETE) {
      amendment.delete(index % 2 == 0 ? "user-1" : "\u0416");
    } else if (!before.deleted()) {
      amendment.edit(before.content() + " and more", NOW.plusSeconds(1));
      amendment.mentions(index % 2 == 0 ? List.of("user-2") : null);
      amendment.reactions(Map.of("+1", List.of("user-1", "user-2")));
    }
    Message changed = before.amended(amendment.build(), ++revision);
    log.amend(changed);
    model.set(index, changed);
  }

  private void dropOldest() {
    Message dropped = model.remove(0);
    assertThat(log.oldestStoredAt()).isEqualTo(1_000 + dropped.seq());
    log.dropOldest();
    assertThat(log.find(dropped.id())).isZero();
    assertThat(log.findByClientId(dropped.sender().id(), dropped.clientMessageId())).isZero();
  }

  private static int characters(Message message) {
    return Stream.of(message.id(), message.sender().id(), message.content())
        .mapToInt(String::length)
        .sum();
  }
}
