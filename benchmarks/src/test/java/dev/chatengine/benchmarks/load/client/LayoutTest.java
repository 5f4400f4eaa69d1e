package dev.chatengine.benchmarks.load.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LayoutTest {
  @Test
  void everySeatIsItsConnectionsInItsRoom() {
    for (Layout layout : new Layout[] {new Layout(3, 10, 2, 3), new Layout(7, 2, 1, 3)}) {
      for (int seat = 0; seat < layout.seats(); seat++) {
        int connection = layout.connectionOf(seat);
        assertThat(layout.seatOf(connection, layout.roomOf(seat))).isEqualTo(seat);
        assertThat(layout.roomsOf(connection).toArray()).contains(layout.roomOf(seat));
      }
      int seats =
          IntStream.range(0, layout.connections())
              .map(connection -> (int) layout.roomsOf(connection).count())
              .sum();
      assertThat(seats).isEqualTo(layout.seats());
    }
  }

  @Test
  void sendersAreDifferentMembersOfTheirRoom() {
    Layout layout = new Layout(3, 10, 7, 3);
    int[] seats = layout.senderSeats();

    assertThat(Arrays.stream(seats).distinct().count()).isEqualTo(21);
    for (int room = 0; room < 3; room++) {
      for (int slot = 0; slot < 7; slot++) {
        int seat = layout.senderSeat(room, slot);
        assertThat(layout.roomOf(seat)).isEqualTo(room);
        assertThat(layout.slotOf(seat)).isEqualTo(slot);
      }
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Layout(0, 1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Layout(1, 2, 3, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Layout(2, 2, 1, 3));
  }
}
