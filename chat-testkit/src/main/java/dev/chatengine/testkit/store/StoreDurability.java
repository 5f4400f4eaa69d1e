package dev.chatengine.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Answered writes outlive the instance and the process. */
abstract class StoreDurability extends StoreTopic {
  private static final int ANSWERS_BEFORE_KILL = 25;

  private void reopen() throws Exception {
    store.close();
    store = open();
  }

  @Test
  void acknowledgedMessagesAreThereAfterReopening() throws Exception {
    require(StoreCapability.DURABLE);
    List<Message> messages = new ArrayList<>(append(room, 3));
    messages.set(1, edit(messages.get(1), "changed"));
    Message first = messages.get(0);
    messages.set(
        0,
        amend(
            store,
            first,
            Amendment.of(first).reactions(Map.of("+1", List.of("bob", "ann"))).build()));
    append(direct(ann, bob), "private");
    Head head = head(store, room);
    reopen();

    assertThat(MessageFields.of(all(store, room))).isEqualTo(MessageFields.of(messages));
    assertThat(head(store, room)).isEqualTo(head);
    assertThat(store.amendments(room, 0, 10).messages())
        .extracting(Message::revision)
        .containsExactly(1L, 2L);
    assertThat(store.directs(Set.of(bob.id()), 10)).hasSize(1);
    duplicate(append(store, List.of(messages.get(2).draft())).get(0));
  }

  @Test
  void numberingGoesOnAfterReopening() throws Exception {
    require(StoreCapability.DURABLE);
    Message last = append(room, 3).get(2);
    edit(last, "changed");
    reopen();

    Message next = append(room, "next");
    assertThat(next.seq()).isEqualTo(4);
    assertThat(next.epoch()).isEqualTo(last.epoch());
    assertThat(edit(next, "changed").revision()).isEqualTo(2);
  }

  @Test
  void epochsOutliveReopening() throws Exception {
    require(StoreCapability.DURABLE);
    append(room, 2);
    Head restarted = store.restart(room, head(store, room).position().epoch());
    Message forgotten = append(room("other"), "text");
    store.delete(room("other"));
    reopen();

    assertThat(head(store, room)).isEqualTo(restarted);
    assertThat(head(store, room("other"))).isEqualTo(Head.EMPTY);
    assertThat(append(room("other"), "text").epoch()).isNotEqualTo(forgotten.epoch());
  }

  @Test
  void anAcknowledgedMessageSurvivesTheKillOfItsProcess() throws Exception {
    require(StoreCapability.PROCESS_KILL);
    store.close();
    List<String> answers = new ArrayList<>();
    Process process = fixture.startAppending(room);
    try (BufferedReader lines = process.inputReader()) {
      String line = lines.readLine();
      while (line != null) {
        answers.add(line);
        if (answers.size() == ANSWERS_BEFORE_KILL) {
          // By its handle, which keeps its output open.
          process.toHandle().destroyForcibly();
        }
        // Its output is read to the end; only the last line may be incomplete.
        line = lines.readLine();
      }
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
    assertThat(answers)
        .as("answers of the process")
        .hasSizeGreaterThanOrEqualTo(ANSWERS_BEFORE_KILL);
    store = open();

    List<Message> read = all(store, room);
    assertThat(seqs(read)).isEqualTo(upTo(read.size()));
    assertThat(read.stream().map(message -> message.seq() + " " + message.id()))
        .containsAll(answers.subList(0, ANSWERS_BEFORE_KILL))
        .containsAll(answers.subList(0, answers.size() - 1));
    assertThat(append(room, "next").seq()).isEqualTo(read.size() + 1);
  }
}
