package dev.chatengine.transport.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BaseProtocolDisconnectingTest extends BaseProtocolCase {

  @ParameterizedTest
  @EnumSource(Ending.class)
  void whoIsGoneHasLeftItsRoom(Ending ending) {
    List<ChatClient> three = gather(ROOM, "ann", "bob", "cleo");
    ChatClient bob = three.remove(1);

    ending.end(bob);

    three.forEach(client -> client.expectLeaving(bob));
    three.forEach(ChatClient::expectNothing);
    ChatClient late = user("late");
    assertThat(late.join(ROOM).users())
        .containsExactly(three.get(0).asListed(), three.get(1).asListed(), late.asListed());
  }

  @ParameterizedTest
  @EnumSource(Ending.class)
  void whoIsGoneAfterLeavingIsNotMentionedAgain(Ending ending) {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);
    ann.leave(ROOM);
    both.get(1).expectLeaving(ann);

    ending.end(ann);

    awaitConnections(1);
    both.get(1).expectNothing();
  }

  @Test
  void whoWasNeverInARoomGoesUnnoticed() {
    ChatClient watcher = member("watcher");

    guest().close();
    user("ann").close();

    awaitConnections(1);
    watcher.expectNothing();
  }

  @Test
  void theLastOneEmptiesTheRoom() {
    member("ann").raw().reset();
    awaitConnections(0);
    ChatClient heir = user("ann");

    assertThat(heir.join(ROOM).users()).containsExactly(heir.asListed());
  }

  @Test
  void whoComesBackIsAnotherUserOfThatName() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);
    ann.raw().reset();
    both.get(1).expectLeaving(ann);

    ChatClient back = user("ann").joined(ROOM);

    assertThat(back.id()).isNotEqualTo(ann.id());
    both.get(1).expectJoining(back);
  }

  @Test
  void theOthersTalkOnWhileOneIsLost() {
    List<ChatClient> three = gather(ROOM, "ann", "bob", "cleo");
    ChatClient lost = three.remove(0);

    for (int i = 0; i < 100; i++) {
      three.get(0).say(Integer.toString(i));
      if (i == 50) {
        lost.raw().reset();
      }
    }

    for (ChatClient client : three) {
      int left = 0;
      int said = 0;
      while (said < 100 || left == 0) {
        JsonNode frame = client.next();
        if (frame.get("type").textValue().equals("user_left")) {
          assertThat(frame.get("userId").textValue()).isEqualTo(lost.id());
          left++;
        } else {
          assertThat(frame.path("content").asText()).isEqualTo(Integer.toString(said++));
        }
      }
      client.expectNothing();
    }
  }

  @Test
  void whatWasSaidBeforeGoingIsHeard() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);

    ann.say("goodbye").closeOrderly();

    both.get(1).expectMessage("goodbye");
    both.get(1).expectLeaving(ann);
  }

  @Test
  void manyAtOnceAllLeave() {
    ChatClient watcher = member("watcher");
    List<ChatClient> crowd = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    List<Ending> endings = List.of(Ending.CLOSED, Ending.ENDED, Ending.RESET);
    for (int i = 0; i < 30; i++) {
      ChatClient client = user("m" + i).joined(ROOM);
      watcher.expectJoining(client);
      crowd.add(client);
      ids.add(client.id());
    }

    for (int i = 0; i < crowd.size(); i++) {
      endings.get(i % endings.size()).end(crowd.get(i));
    }

    for (int i = 0; i < crowd.size(); i++) {
      assertThat(ids.remove(watcher.expect("user_left").get("userId").textValue())).isTrue();
    }
    watcher.expectNothing();
    ChatClient late = user("late");
    assertThat(late.join(ROOM).users()).containsExactly(watcher.asListed(), late.asListed());
  }

  @Test
  void quickVisitorsLeaveNoGhosts() {
    ChatClient watcher = member("watcher");

    for (int i = 0; i < 60; i++) {
      ChatClient visitor = guest();
      if (i % 3 > 0) {
        visitor.send("set_username", "username", "visitor" + i);
        visitor.send("join_room", "room", ROOM).say("hello and goodbye");
      }
      if (i % 2 == 0) {
        visitor.close();
      } else {
        visitor.raw().reset();
      }
    }

    awaitConnections(1);
    Set<String> present = new HashSet<>();
    watcher.sendText("{}");
    JsonNode frame = watcher.next();
    while (!frame.get("type").textValue().equals("error")) {
      String userId = frame.path("userId").asText();
      switch (frame.get("type").textValue()) {
        case "user_joined" -> assertThat(present.add(userId)).isTrue();
        case "user_left" -> assertThat(present.remove(userId)).isTrue();
        default -> assertThat(present).contains(userId);
      }
      frame = watcher.next();
    }
    assertThat(present).isEmpty();
    ChatClient late = user("late");
    assertThat(late.join(ROOM).users()).containsExactly(watcher.asListed(), late.asListed());
  }

  private void awaitConnections(int connections) {
    await().until(() -> engine().stats().connections() == connections);
  }
}
