package dev.chatengine.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.engine.context.Settings;
import dev.chatengine.model.Room;
import dev.chatengine.spi.OutboundFrame;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FanOutTest {
  private static final OutboundFrame FRAME = new OutboundFrame(new byte[10]);
  private static final Room ROOM = new Room("tea");

  private final TestSessions sessions = new TestSessions();

  private FanOut fanOut;
  private List<RecordedConnection> connections;
  private List<Membership> memberships;

  /** Before each test, and before each try of a property. */
  @BeforeEach
  @BeforeTry
  void setUp() {
    fanOut = new FanOut();
    connections = new ArrayList<>();
    memberships = new ArrayList<>();
  }

  private void memberships(int count) {
    for (int i = 0; i < count; i++) {
      RecordedConnection connection = new RecordedConnection();
      connections.add(connection);
      memberships.add(new Membership(sessions.session("user" + i, connection), ROOM, false));
    }
  }

  /** Sends a frame, and returns the numbers of the connections that got it, each once. */
  private Set<Integer> reached() {
    connections.forEach(connection -> connection.frames.clear());
    fanOut.send(FRAME);
    Set<Integer> reached = new LinkedHashSet<>();
    for (int i = 0; i < connections.size(); i++) {
      assertThat(connections.get(i).frames).hasSizeLessThanOrEqualTo(1);
      if (!connections.get(i).frames.isEmpty()) {
        reached.add(i);
      }
    }
    return reached;
  }

  @Property(tries = 200)
  void reachesExactlyTheMembersThatWereAddedAndNotRemoved(
      @ForAll @Size(max = 120) List<@IntRange(max = 39) Integer> toggled) {
    memberships(40);
    Set<Integer> model = new LinkedHashSet<>();

    for (int member : toggled) {
      if (model.remove(member)) {
        fanOut.remove(memberships.get(member));
      } else {
        model.add(member);
        fanOut.add(memberships.get(member));
      }
      assertThat(fanOut.size()).isEqualTo(model.size());
      assertThat(reached()).containsExactlyInAnyOrderElementsOf(model);
    }
  }

  @Test
  void keepsTheOtherMembersWhileItGrowsAndShrinks() {
    memberships(300);
    Set<Integer> model = new LinkedHashSet<>();
    for (int i = 0; i < 300; i++) {
      fanOut.add(memberships.get(i));
      model.add(i);
    }
    assertThat(reached()).containsExactlyInAnyOrderElementsOf(model);

    // 7 and 300 have no common divisor: every number once, in no simple order.
    for (int i = 0; i < 300; i++) {
      int member = i * 7 % 300;
      fanOut.remove(memberships.get(member));
      model.remove(member);
      assertThat(reached()).containsExactlyInAnyOrderElementsOf(model);
    }
    assertThat(fanOut.size()).isZero();
    fanOut.add(memberships.get(5));
    assertThat(reached()).containsExactly(5);
  }

  @Test
  void removingAMembershipThatWasNotAddedDoesNothing() {
    memberships(2);
    fanOut.add(memberships.get(0));

    fanOut.remove(memberships.get(1));
    fanOut.remove(memberships.get(0));
    fanOut.remove(memberships.get(0));

    assertThat(fanOut.size()).isZero();
    assertThat(reached()).isEmpty();
  }

  @Test
  void droppableFramesSkipOneUserAndFullQueues() {
    memberships(3);
    memberships.forEach(fanOut::add);
    connections.get(2).pending = Settings.defaults("node").maxQueuedBytes();

    fanOut.sendDroppableExcept(FRAME, "user0");

    assertThat(connections.get(0).frames).isEmpty();
    assertThat(connections.get(1).frames).containsExactly(FRAME);
    assertThat(connections.get(2).frames).isEmpty();
  }

  @Test
  void flushesEachMemberOnce() {
    memberships(3);
    memberships.subList(0, 2).forEach(fanOut::add);

    fanOut.flush();

    assertThat(connections).extracting(connection -> connection.flushes).containsExactly(1, 1, 0);
  }
}
