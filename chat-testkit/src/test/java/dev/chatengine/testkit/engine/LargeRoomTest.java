package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A room with so many members that a join takes noticeable work. */
class LargeRoomTest {
  private static final int MEMBERS = 150;
  private static final int BURST = 50;

  /** Rooms enough that some share the large one's lane, whatever the number of lanes. */
  private static final int OTHER_ROOMS = 256;

  private final Chat chat = Chat.create();

  @Test
  void manyJoinsDoNotBlockOtherClients() {
    members("large", MEMBERS);
    List<RecordingConnection> others =
        IntStream.range(0, OTHER_ROOMS).mapToObj(i -> chat.member("other" + i, "r" + i)).toList();
    List<RecordingConnection> burst = newcomers();
    burst.forEach(RecordingConnection::takeFrames);

    burst.forEach(client -> client.send("{\"type\":\"join_room\",\"room\":\"large\"}"));
    others.forEach(client -> client.send("{\"type\":\"chat_message\",\"content\":\"hello\"}"));

    assertThat(others).allSatisfy(client -> assertThat(Frames.contents(client)).hasSize(1));
    assertThat(burst.subList(1, BURST)).as("who is in already").noneMatch(LargeRoomTest::isIn);
    chat.scheduler.runUntilIdle();
    assertThat(burst).allMatch(LargeRoomTest::isIn);
  }

  @Test
  void aSingleJoinIsServedAtOnce() {
    members("large", MEMBERS);
    RecordingConnection client = chat.user("new");
    chat.pass(Duration.ofMillis(1));

    client.send("{\"type\":\"join_room\",\"room\":\"large\"}");

    assertThat(client).matches(LargeRoomTest::isIn);
  }

  @Test
  void eachJoinOfABurstIsAnnouncedOnce() {
    List<RecordingConnection> members = members("large", MEMBERS);
    List<RecordingConnection> burst = newcomers();
    members.forEach(RecordingConnection::takeFrames);

    burst.forEach(client -> client.send("{\"type\":\"join_room\",\"room\":\"large\"}"));
    chat.scheduler.runUntilIdle();

    eachOfTheBurstIsAnnounced("user_joined", members);
  }

  @Test
  void aClientThatLeavesWhileItsJoinWaitsIsNotInTheRoom() {
    members("large", MEMBERS);
    List<RecordingConnection> burst = newcomers();
    burst.forEach(client -> client.send("{\"type\":\"join_room\",\"room\":\"large\"}"));

    burst.get(BURST - 1).disconnect();
    chat.scheduler.runUntilIdle();

    assertThat(chat.get(chat.engine.members("large"))).hasSize(MEMBERS + BURST - 1);
  }

  @Test
  void manyLeavesDoNotBlockOtherClients() {
    List<RecordingConnection> members = members("large", MEMBERS + BURST);
    chat.pass(Duration.ofSeconds(1));
    members.forEach(RecordingConnection::takeFrames);
    List<RecordingConnection> burst = members.subList(0, BURST);

    burst.forEach(client -> client.send("{\"type\":\"leave_room\"}"));

    assertThat(burst.subList(1, BURST)).as("who is out already").noneMatch(LargeRoomTest::isOut);
    chat.scheduler.runUntilIdle();
    assertThat(burst).allMatch(LargeRoomTest::isOut);
    eachOfTheBurstIsAnnounced("user_left", members.subList(BURST, members.size()));
  }

  @Test
  void manyDisconnectsDoNotBlockOtherClients() {
    List<RecordingConnection> members = members("large", MEMBERS + BURST);
    RecordingConnection last = members.get(members.size() - 1);
    chat.pass(Duration.ofSeconds(1));
    members.forEach(RecordingConnection::takeFrames);

    members.subList(0, BURST).forEach(RecordingConnection::disconnect);
    for (int i = 0; i < BURST; i++) {
      chat.scheduler.step();
    }

    assertThat(last.takeFrames()).as("who was seen to go by then").hasSizeLessThan(BURST / 2);
    chat.scheduler.runUntilIdle();
    assertThat(chat.get(chat.engine.members("large"))).hasSize(MEMBERS);
    eachOfTheBurstIsAnnounced("user_left", members.subList(BURST, members.size() - 1));
  }

  @Test
  void aJoinAndLeaveInABurstAreAnnouncedOnce() {
    List<RecordingConnection> members = members("large", MEMBERS + BURST);
    List<RecordingConnection> going = members.subList(0, BURST);
    List<RecordingConnection> coming = newcomers();
    chat.pass(Duration.ofSeconds(1));
    members.forEach(RecordingConnection::takeFrames);

    for (int i = 0; i < BURST; i++) {
      coming.get(i).send("{\"type\":\"join_room\",\"room\":\"large\"}");
      going.get(i).disconnect();
    }
    chat.pass(Duration.ofSeconds(1));

    assertThat(chat.get(chat.engine.members("large"))).hasSize(MEMBERS + BURST);
    for (RecordingConnection member : members.subList(BURST, members.size())) {
      List<String> types = Frames.types(member);
      assertThat(types).hasSize(2 * BURST);
      assertThat(types.stream().filter("user_left"::equals)).hasSize(BURST);
    }
  }

  private List<RecordingConnection> members(String room, int count) {
    return IntStream.range(0, count).mapToObj(i -> chat.member("member" + i, room)).toList();
  }

  private List<RecordingConnection> newcomers() {
    return IntStream.range(0, BURST).mapToObj(i -> chat.user("new" + i)).toList();
  }

  private static void eachOfTheBurstIsAnnounced(String type, List<RecordingConnection> members) {
    for (RecordingConnection member : members) {
      assertThat(Frames.types(member)).hasSize(BURST).containsOnly(type);
    }
  }

  private static boolean isOut(RecordingConnection client) {
    return client.frames().stream().anyMatch(frame -> frame.contains("\"room_left\""));
  }

  private static boolean isIn(RecordingConnection client) {
    return client.frames().stream().anyMatch(frame -> frame.contains("\"room_users\""));
  }
}
