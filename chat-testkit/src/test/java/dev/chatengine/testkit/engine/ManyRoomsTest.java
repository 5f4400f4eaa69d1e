package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A node with very many rooms that returns after an outage. */
class ManyRoomsTest {
  private static final int ROOMS = Boolean.getBoolean("thorough") ? 20_000 : 4_000;
  private static final int CROWD = 10;

  /** Longer than what overtook others waits for them. */
  private static final Duration GATHERING = Duration.ofMillis(100);

  /** How often a lease is renewed. */
  private static final Duration RENEWAL = Duration.ofSeconds(5);

  private static final int FEW = 400;

  private final Cluster cluster = new Cluster(2);

  @Test
  void manyRoomsAreComparedInFewCallsAndReadOnceEach() {
    List<RecordingConnection> members = members();
    letMessagesBeMissed();
    List.of("heads", "versions", "after", "members").forEach(cluster::callsOf);

    cluster.receivers.get(0).mayHaveMissed(Set.of());
    cluster.pass(Duration.ofSeconds(2));

    for (RecordingConnection member : members) {
      assertThat(Frames.contents(member)).containsExactly("unheard");
    }
    assertThat(cluster.callsOf("after")).isEqualTo(ROOMS);
    assertThat(cluster.callsOf("heads")).isLessThan(FEW);
    assertThat(cluster.callsOf("versions")).isLessThan(FEW);
    assertThat(cluster.callsOf("members")).isZero();
  }

  @Test
  void comparingManyRoomsDoesNotDelayMessages() {
    List<RecordingConnection> members = members();
    letMessagesBeMissed();
    cluster.pools.hold("chat-store");
    cluster.receivers.get(0).mayHaveMissed(Set.of());
    cluster.pass(GATHERING);
    cluster.pools.letThoseGo();
    cluster.pass(GATHERING);

    assertThat(cluster.pools.held()).isBetween(1, FEW);
    cluster.say(members.get(0), "heard");
    cluster.pools.release();
    cluster.pass(Duration.ofSeconds(3));

    assertThat(Frames.contents(members.get(0))).containsExactly("unheard", "heard");
    for (RecordingConnection member : members.subList(1, ROOMS)) {
      assertThat(Frames.contents(member)).contains("unheard");
    }
    assertThat(cluster.nodes.get(0).stats().storeFailures()).isZero();
  }

  @Test
  void manyRoomsAreRegisteredAgainWhileClientsContinue() {
    List<RecordingConnection> members = members();
    cluster.pools.hold("chat-presence");
    cluster.registryLosesItsMemory();
    cluster.pass(RENEWAL);
    assertThat(cluster.pools.held()).isBetween(1, FEW);

    RecordingConnection member = members.get(1);
    cluster.send(member, "{\"type\":\"join_room\",\"room\":\"room 0\"}");
    cluster.pools.release();
    cluster.pass(Duration.ofSeconds(2));

    assertThat(Frames.types(member))
        .startsWith("room_left", "room_joined", "message_history", "room_users");
    assertThat(Frames.types(members.get(0))).containsExactly("user_joined");
    for (int i = 2; i < ROOMS; i++) {
      assertThat(cluster.registry().members(new Room(room(i))).members()).hasSize(1);
    }
  }

  private List<RecordingConnection> members() {
    List<RecordingConnection> members = new ArrayList<>();
    for (int i = 0; i < ROOMS; i++) {
      members.add(join(i));
    }
    for (int i = 1; i < CROWD; i++) {
      members.add(join(0));
    }
    members.forEach(RecordingConnection::takeFrames);
    return members;
  }

  private void letMessagesBeMissed() {
    cluster.deaf = true;
    for (int i = 0; i < ROOMS; i++) {
      cluster.nodes.get(1).post(room(i), User.system(), "unheard");
      if (i % 1_000 == 0) {
        cluster.scheduler.runUntilIdle();
      }
    }
    cluster.scheduler.runUntilIdle();
    cluster.deaf = false;
  }

  private static String room(int number) {
    return "room " + number;
  }

  private RecordingConnection join(int room) {
    RecordingConnection client = cluster.known(0, "user " + room);
    client.send("{\"type\":\"join_room\",\"room\":\"" + room(room) + "\"}");
    cluster.scheduler.runUntilIdle();
    return client;
  }
}
