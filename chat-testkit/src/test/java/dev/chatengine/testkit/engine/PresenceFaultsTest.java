package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.model.Room;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.Traits;
import dev.chatengine.testkit.RecordingConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A registry that is away for a while leaves no ghosts behind. */
class PresenceFaultsTest {
  private final PresenceRegistry registry = MemoryPresenceRegistry.create();
  private final Set<String> failingBefore = new HashSet<>();
  private final Set<String> failingAfter = new HashSet<>();
  private final Chat chat = Chat.unlimited(builder -> builder.presenceRegistry(faulty()));

  private PresenceRegistry faulty() {
    return (PresenceRegistry)
        Proxy.newProxyInstance(
            PresenceRegistry.class.getClassLoader(),
            new Class<?>[] {PresenceRegistry.class},
            (proxy, method, args) -> {
              if (method.getName().equals("traits")) {
                return new Traits(false, false, false);
              }
              if (failingBefore.contains(method.getName())) {
                throw new IllegalStateException("the registry is away");
              }
              Object answer;
              try {
                answer = method.invoke(registry, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (failingAfter.contains(method.getName())) {
                throw new IllegalStateException("the answer was lost");
              }
              return answer;
            });
  }

  @Test
  void aJoinWhoseAnswerWasLostIsTakenBack() {
    RecordingConnection ann = chat.user("ann");
    ann.takeFrames();

    failingAfter.add("join");
    chat.join(ann, "tea");
    assertThat(Frames.types(ann)).containsExactly("error");
    assertThat(registry.members(new Room("tea")).members()).isEmpty();

    failingAfter.clear();
    chat.join(ann, "tea");
    assertThat(Frames.types(ann)).containsExactly("room_joined", "message_history", "room_users");
  }

  @Test
  void leavingIsTriedUntilTheRegistryKnows() {
    RecordingConnection ann = chat.member("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    ann.takeFrames();

    failingBefore.add("leave");
    chat.leave(bob);
    assertThat(Frames.types(bob)).containsExactly("room_left");
    assertThat(ann.takeFrames()).isEmpty();

    failingBefore.clear();
    chat.pass(Duration.ofSeconds(2));
    assertThat(Frames.types(ann)).containsExactly("user_left");
    assertThat(registry.members(new Room("tea")).members()).hasSize(1);
  }

  @Test
  void comingBackWhileLeavingIsStillTriedIsNoLeave() {
    RecordingConnection ann = chat.member("ann", "tea");

    failingBefore.add("leave");
    chat.leave(ann);
    failingBefore.clear();
    chat.join(ann, "tea");
    chat.pass(Duration.ofSeconds(5));

    assertThat(registry.members(new Room("tea")).members()).hasSize(1);
    ann.takeFrames();
    chat.say(ann, "still here");
    assertThat(Frames.contents(ann)).containsExactly("still here");
  }

  @Test
  void aClientWhoseRegistrationWasLostIsSentElsewhereAndLeavesNothing() {
    failingAfter.add("register");
    RecordingConnection ann = chat.guest();

    assertThat(ann.isClosed()).isTrue();
    failingAfter.clear();
    chat.pass(Duration.ofSeconds(2));
    assertThat(chat.engine.stats().connections()).isZero();
  }

  @Test
  void theEndOfAConnectionIsToldOnceTheRegistryIsBack() {
    RecordingConnection ann = chat.member("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    ann.takeFrames();

    failingBefore.add("unregister");
    bob.disconnect();
    chat.scheduler.runUntilIdle();
    assertThat(ann.takeFrames()).isEmpty();

    failingBefore.clear();
    chat.pass(Duration.ofSeconds(2));
    assertThat(Frames.types(ann)).containsExactly("user_left");
    assertThat(chat.engine.stats().connections()).isEqualTo(1);
  }
}
