package dev.chatengine.benchmarks.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerifierTest {
  /** Two rooms of two members, of whom one sends: connections 0 and 2, and 1 and 3. */
  private final Layout layout = new Layout(2, 2, 1, 2);

  private final Verifier verifier = new Verifier(layout);
  private final int sender = layout.senderSeat(0, 0);

  @Test
  void messagesInOrderAreRight() {
    assertThat(verifier.received(0, sender, 0)).isTrue();
    assertThat(verifier.received(0, sender, 1)).isTrue();
    assertThat(verifier.received(2, sender, 0)).isTrue();
    assertThat(verifier.received(2, sender, 1)).isTrue();

    assertFaults(0, 0, 0);
    assertThat(missing(2)).isZero();
  }

  @Test
  void aGapIsSeen() {
    verifier.received(0, sender, 0);
    verifier.received(0, sender, 3);

    assertFaults(2, 0, 0);
  }

  @Test
  void aGapAtTheBeginningIsSeen() {
    verifier.received(0, sender, 1);

    assertFaults(1, 0, 0);
  }

  @Test
  void aDoubleIsSeen() {
    verifier.received(0, sender, 0);

    assertThat(verifier.received(0, sender, 0)).isFalse();
    assertFaults(0, 1, 0);
  }

  @Test
  void messagesOutOfOrderAreAGapAndADouble() {
    verifier.received(0, sender, 1);

    assertThat(verifier.received(0, sender, 0)).isFalse();
    assertFaults(1, 1, 0);
  }

  @Test
  void aMessageOfAnotherRoomIsSeen() {
    assertThat(verifier.received(1, sender, 0)).isFalse();
    assertFaults(0, 0, 1);
  }

  @Test
  void aMessageOfNobodyWhoSendsIsSeen() {
    verifier.received(0, layout.seats(), 0);
    verifier.received(0, -1, 0);
    verifier.received(0, silentSeat(), 0);

    assertFaults(0, 0, 3);
  }

  private int silentSeat() {
    int seat = 0;
    while (layout.slotOf(seat) >= 0) {
      seat++;
    }
    return seat;
  }

  @Test
  void whatNeverCameIsMissing() {
    verifier.received(0, sender, 0);
    verifier.received(2, sender, 0);
    verifier.received(0, sender, 1);

    assertFaults(0, 0, 0);
    assertThat(missing(3)).isEqualTo(1 + 2);
  }

  @Test
  void connectionsInSeveralRoomsGetTheMessagesOfEach() {
    Layout shared = new Layout(4, 2, 1, 2);
    Verifier several = new Verifier(shared);

    assertThat(several.received(0, shared.senderSeat(0, 0), 0)).isTrue();
    assertThat(several.received(0, shared.senderSeat(2, 0), 0)).isTrue();
    assertThat(several.received(0, shared.senderSeat(1, 0), 0)).isFalse();
    assertThat(several.duplicates() + several.gaps()).isZero();
    assertThat(several.misrouted()).isOne();
  }

  private long missing(int sentMessages) {
    int[] sent = new int[layout.seats()];
    sent[sender] = sentMessages;
    return verifier.missing(sent);
  }

  private void assertFaults(long gaps, long duplicates, long misrouted) {
    assertThat(verifier.gaps()).as("gaps").isEqualTo(gaps);
    assertThat(verifier.duplicates()).as("duplicates").isEqualTo(duplicates);
    assertThat(verifier.misrouted()).as("misrouted").isEqualTo(misrouted);
  }
}
