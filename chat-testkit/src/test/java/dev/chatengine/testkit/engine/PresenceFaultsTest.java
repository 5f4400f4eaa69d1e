package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.model.Member;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.SessionRecord;
import dev.chatengine.testkit.RecordingConnection;
import dev.chatengine.testkit.support.RemotePlugin;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** After an outage of the registry no user stays listed who has left. */
class PresenceFaultsTest {
  private static final Duration LONGER_THAN_THE_DEADLINE = Duration.ofSeconds(6);

  private final PresenceRegistry registry = MemoryPresenceRegistry.create();
  private final Set<String> failingBefore = new HashSet<>();
  private final Set<String> failingAfter = new HashSet<>();
  private final Set<String> late = new HashSet<>();
  private final Chat chat = Chat.unlimited(builder -> builder.presenceRegistry(faulty()));

  private PresenceRegistry faulty() {
    return RemotePlugin.of(
        PresenceRegistry.class,
        (method, arguments) -> {
          if (failingBefore.contains(method.getName())) {
            throw new IllegalStateException("the registry is away");
          }
          Object answer = RemotePlugin.call(registry, method, arguments);
          if (failingAfter.contains(method.getName())) {
            throw new IllegalStateException("the answer was lost");
          }
          if (late.remove(method.getName())) {
            chat().pass(LONGER_THAN_THE_DEADLINE);
          }
          return answer;
        });
  }

  @Test
  void aJoinWhoseAnswerWasLostIsAJoin() {
    RecordingConnection bob = chat.member("bob", "tea");
    RecordingConnection ann = chat.user("ann");
    ann.takeFrames();

    failingAfter.add("join");
    chat.join(ann, "tea");
    assertThat(Frames.types(ann)).containsExactly("room_joined", "message_history", "room_users");
    assertThat(Frames.types(bob)).containsExactly("user_joined");

    failingAfter.clear();
    chat.pass(Duration.ofSeconds(12));
    assertThat(registered("tea")).hasSize(2);
    assertThat(bob.takeFrames()).isEmpty();
  }

  @Test
  void whileTheRegistryIsAwayTheNodeServesItsOwnClients() {
    RecordingConnection bob = chat.member("bob", "tea");
    away();

    RecordingConnection ann = chat.user("ann");
    chat.join(ann, "tea");
    assertThat(Frames.types(ann))
        .containsExactly(
            "connection", "username_set", "room_joined", "message_history", "room_users");
    assertThat(Frames.types(bob)).containsExactly("user_joined");
    chat.say(ann, "hello");
    assertThat(Frames.contents(bob)).containsExactly("hello");
    RecordingConnection other = chat.user("ann");
    assertThat(Frames.types(other)).containsExactly("connection", "error");
    chat.leave(ann);
    assertThat(Frames.types(bob)).containsExactly("user_left");
    chat.join(ann, "milk");
    other.disconnect();

    back();
    chat.pass(Duration.ofSeconds(15));
    assertThat(registered("tea")).containsExactly("bob");
    assertThat(registered("milk")).containsExactly("ann");
    assertThat(bob.takeFrames()).isEmpty();
    assertThat(chat.engine.health().isDegraded()).isFalse();
  }

  @Test
  void healthReportsTheOutageOfTheRegistry() {
    assertThat(chat.engine.health().isDegraded()).isFalse();
    away();
    chat.pass(Duration.ofSeconds(6));

    assertThat(chat.engine.health().presenceRegistry()).isPresent();
    assertThat(chat.engine.health().problems())
        .singleElement()
        .asString()
        .startsWith("presence registry: ")
        .contains("the registry is away");
  }

  @Test
  void aNameThatWasGivenAwayMeanwhileHasToBeChosenAgain() {
    RecordingConnection bob = chat.member("bob", "tea");
    away();
    RecordingConnection ann = chat.user("ann");
    chat.join(ann, "tea");
    ann.takeFrames();
    bob.takeFrames();
    registry.renew("other-node", Duration.ofMinutes(1));
    registry.register(
        new SessionRecord(
            "s",
            "other-node",
            User.builder("s").name("ann").build(),
            Duration.ofHours(1),
            Set.of(),
            null),
        Duration.ofSeconds(1));

    back();
    chat.pass(Duration.ofSeconds(15));

    assertThat(Frames.codes(ann)).containsExactly("username_taken");
    assertThat(bob.takeFrames()).isEmpty();
    chat.say(ann, "in vain");
    assertThat(Frames.codes(ann)).containsExactly("username_required");
    setName(ann, "anne");
    ann.takeFrames();
    chat.say(ann, "still here");
    assertThat(Frames.contents(ann)).containsExactly("still here");
    assertThat(Frames.contents(bob)).containsExactly("still here");
  }

  @Test
  void aLateNameIsAdoptedByAUserWithoutOne() {
    RecordingConnection provisional = chat.guest();
    RecordingConnection slow = chat.guest();
    failingBefore.add("claimName");
    failingBefore.add("register");
    setName(provisional, "ann");
    assertThat(Frames.types(provisional)).containsExactly("connection", "username_set");
    failingBefore.remove("claimName");

    // This node knows that somebody has the name; the registry, which answers late, does not.
    late.add("claimName");
    setName(slow, "ann");
    assertThat(Frames.types(slow)).containsExactly("connection", "error", "username_set");

    back();
    chat.pass(Duration.ofSeconds(15));
    // The registry has a new memory, in which the one who had the name first has it back.
    assertThat(Frames.codes(slow)).containsExactly("username_taken");
    chat.join(provisional, "tea");
    assertThat(registered("tea")).containsExactly("ann");
  }

  private List<String> registered(String room) {
    return registry.members(new Room(room)).members().stream().map(Member::username).toList();
  }

  private void setName(RecordingConnection client, String name) {
    chat.send(client, "{\"type\":\"set_username\",\"username\":\"" + name + "\"}");
  }

  private Chat chat() {
    return chat;
  }

  private void away() {
    for (Method method : PresenceRegistry.class.getMethods()) {
      failingBefore.add(method.getName());
    }
  }

  private void back() {
    failingBefore.clear();
  }

  @Test
  void aLeaveIsRegisteredAfterTheOutage() {
    RecordingConnection ann = chat.member("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    ann.takeFrames();

    failingBefore.add("leave");
    chat.leave(bob);
    assertThat(Frames.types(bob)).containsExactly("room_left");
    assertThat(Frames.types(ann)).containsExactly("user_left");

    failingBefore.clear();
    chat.pass(Duration.ofSeconds(2));
    assertThat(ann.takeFrames()).isEmpty();
    assertThat(registered("tea")).hasSize(1);
  }

  @Test
  void aReturnBeforeTheRegistryWasUpdatedIsNoLeave() {
    RecordingConnection ann = chat.member("ann", "tea");

    failingBefore.add("leave");
    chat.leave(ann);
    failingBefore.clear();
    chat.join(ann, "tea");
    chat.pass(Duration.ofSeconds(5));

    assertThat(registered("tea")).hasSize(1);
    ann.takeFrames();
    chat.say(ann, "still here");
    assertThat(Frames.contents(ann)).containsExactly("still here");
  }

  @Test
  void aClientWhoseRegistrationWasLostContinuesAndLeavesNothing() {
    failingAfter.add("register");
    RecordingConnection ann = chat.guest();

    assertThat(Frames.types(ann)).containsExactly("connection");
    ann.disconnect();
    failingAfter.clear();
    chat.pass(Duration.ofSeconds(2));
    assertThat(chat.engine.stats().connections()).isZero();
  }

  @Test
  void aDisconnectIsSeenAtOnceAndRegisteredAfterTheOutage() {
    RecordingConnection ann = chat.member("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    ann.takeFrames();

    failingBefore.add("unregister");
    bob.disconnect();
    chat.scheduler.runUntilIdle();
    assertThat(Frames.types(ann)).containsExactly("user_left");
    assertThat(registered("tea")).hasSize(2);

    failingBefore.clear();
    chat.pass(Duration.ofSeconds(2));
    assertThat(ann.takeFrames()).isEmpty();
    assertThat(registered("tea")).hasSize(1);
    assertThat(chat.engine.stats().connections()).isEqualTo(1);
  }
}
