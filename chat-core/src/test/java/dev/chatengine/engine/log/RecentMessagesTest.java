package dev.chatengine.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecentMessagesTest {
  private RecentMessages recent;

  /** Before each test, and before each try of a property. */
  @BeforeEach
  @BeforeTry
  void setUp() {
    recent = new RecentMessages();
  }

  private static Position at(String epoch, long seq) {
    return new Position(epoch, seq, 0);
  }

  private static List<Message> messages(String epoch, long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(seq -> Logged.message(epoch, seq)).toList();
  }

  private void add(String epoch, long from, long to) {
    messages(epoch, from, to).forEach(recent::add);
  }

  private static List<String> ids(List<Message> messages) {
    return messages.stream().map(Message::id).toList();
  }

  @Property
  void returnsExactlyTheMessagesBetweenTwoPositions(
      @ForAll @LongRange(min = 1, max = 300) long first,
      @ForAll @LongRange(min = 0, max = 200) long more,
      @ForAll @LongRange(min = 0, max = 600) long from) {
    long last = first + more;
    add("e", first, last);

    List<Message> given = recent.after(at("e", from), at("e", last));

    boolean known = from <= last && from >= first - 1 && last - from <= 64;
    if (known) {
      assertThat(ids(Objects.requireNonNull(given))).isEqualTo(ids(messages("e", from + 1, last)));
    } else {
      assertThat(given).isNull();
    }
  }

  @Test
  void betweenEqualPositionsThereAreNoMessages() {
    assertThat(recent.after(at("e", 5), at("e", 5))).isEmpty();
  }

  @Test
  void messagesWithAGapAreNotReturned() {
    add("e", 1, 2);
    add("e", 4, 5);

    assertThat(recent.after(at("e", 1), at("e", 5))).isNull();
    assertThat(recent.after(at("e", 3), at("e", 5))).hasSize(2);
  }

  @Test
  void messagesOfAnotherEpochDoNotCount() {
    add("old", 1, 5);
    add("new", 1, 2);

    assertThat(recent.after(at("new", 0), at("new", 5))).isNull();
    assertThat(recent.after(at("new", 0), at("new", 2))).hasSize(2);
  }
}
