package dev.chatengine.testkit.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.User;
import dev.chatengine.spi.NameClaim.Taken;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import dev.chatengine.spi.PresenceRegistry.SessionLocation;
import dev.chatengine.spi.PresenceRegistry.Takeover;
import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import dev.chatengine.spi.SessionRecord;
import dev.chatengine.testkit.support.Race;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a session is taken over by another node. */
abstract class PresenceTakeoverTests extends PresenceSessionTests {

  @Test
  void aTakeoverGivesTheSessionAsItWas() {
    resumable("s1", guest("ann", "Ann"), "token", ROOM);
    registry.join("s1", OTHER_ROOM);
    registry.claimName("s1", "Anna");
    registry.park("s1");
    RoomMembers members = registry.members(ROOM);

    Takeover takeover = takeOver("token", "s2", "token-2").orElseThrow();

    SessionRecord session = takeover.session();
    assertThat(session.sessionId()).isEqualTo("s2");
    assertThat(session.nodeId()).isEqualTo(OTHER_NODE);
    assertThat(session.user().id()).isEqualTo("ann");
    assertThat(session.user().name()).isEqualTo("Anna");
    assertThat(session.user().known()).isFalse();
    assertThat(session.rooms()).isEqualTo(Set.of(ROOM, OTHER_ROOM));
    assertThat(session.tokenHash()).isEqualTo("token-2");
    assertThat(takeover.formerNodeId()).isEqualTo(NODE);
    assertThat(takeover.held()).isEmpty();
    assertThat(registry.members(ROOM)).isEqualTo(members);
    assertThat(registry.locate("ann"))
        .containsExactly(new SessionLocation("s2", OTHER_NODE, false, "Anna", false));
  }

  @Test
  void aTakeoverKeepsWhetherTheUserIsKnown() {
    resumable("s1", known("ann", "Ann"), "token");

    Takeover takeover = takeOver("token", "s2", "token-2").orElseThrow();

    assertThat(takeover.session().user().known()).isTrue();
    assertThat(takeover.session().user().name()).isEqualTo("Ann");
  }

  @Test
  void aTakeoverKeepsTheMetadataOfTheUser() {
    Map<String, String> metadata = Map.of("role", "", "team \ud83d\ude00", "a\u0000b");
    User user = User.builder("ann").name("Ann").known(true).metadata(metadata).build();
    resumable("s1", user, "token");

    assertThat(takeOver("token", "s2", "token-2").orElseThrow().session().user().metadata())
        .isEqualTo(metadata);
    resumable("s2", guest("ann", "Ann"), "token-2");
    assertThat(takeOver("token-2", "s3", "token-3").orElseThrow().session().user().metadata())
        .isEmpty();
  }

  @Test
  void aRegistrationWithAnotherTokenMakesTheFormerOneVoid() {
    resumable("s1", guest("ann"), "token-1", ROOM);
    resumable("s1", guest("ann"), "token-2", ROOM);

    assertThat(takeOver("token-1", "s2", "token-3")).isEmpty();
    assertThat(takeOver("token-2", "s2", "token-3")).isPresent();
  }

  @Test
  void aSessionThatIsRegisteredAtAnotherNodeOutlivesTheFormerOne() {
    registry.renew("mortal", lease());
    onlineAt("mortal", "s1", guest("ann"), ROOM);
    onlineAt(NODE, "s1", guest("ann"), ROOM);
    advanceBeyond(lease());

    assertThat(expireAll(other)).isEmpty();
    assertThat(registry.locate("ann"))
        .containsExactly(new SessionLocation("s1", NODE, false, "", false));
  }

  @Test
  void aSessionThatIsRegisteredForAnotherUserEndsForTheFormerOne() {
    online("s1", guest("ann", "Neo"), ROOM);

    var registration = online("s1", guest("bob", "Neo"), ROOM);

    assertThat(registration.nameKept()).isTrue();
    assertThat(texts(registration.changes()))
        .containsExactly("general: ann LEFT", "general: bob JOINED");
    assertThat(registry.locate("ann")).isEmpty();
    assertThat(memberIds(ROOM)).containsExactly("bob");
  }

  @Test
  void aSessionThatIsNotParkedCanBeTakenOver() {
    resumable("s1", guest("ann"), "token", ROOM);

    assertThat(takeOver("token", "s2", "token-2"))
        .hasValueSatisfying(
            takeover -> assertThat(takeover.session().rooms()).isEqualTo(Set.of(ROOM)));
    assertThat(registry.locate("ann"))
        .containsExactly(new SessionLocation("s2", OTHER_NODE, false, "", false));
  }

  @Test
  void aTokenIsVoidOnceItWasUsed() {
    resumable("s1", guest("ann"), "token");
    takeOver("token", "s2", "token-2");

    assertThat(takeOver("token", "s3", "token-3")).isEmpty();
    assertThat(takeOver("token-2", "s3", "token-3")).isPresent();
    assertThat(takeOver("never-given", "s4", "token-4")).isEmpty();
  }

  @Test
  void oneOfManyConcurrentTakeoversSucceeds() {
    for (int round = 0; round < 5; round++) {
      String token = "token-" + round;
      resumable("s" + round, guest("user-" + round, "name-" + round), token, ROOM);
      registry.park("s" + round);
      registry.hold("s" + round, bytes("held"));
      String suffix = "-of-" + round;

      List<Optional<Takeover>> takeovers =
          Race.run(
              20,
              index ->
                  registry(index)
                      .takeOver(token, "taker-" + index + suffix, NODE, "new-" + index + suffix));

      assertThat(takeovers).filteredOn(Optional::isPresent).hasSize(1);
      assertThat(registry.locate("user-" + round)).hasSize(1);
      Takeover won = takeovers.stream().flatMap(Optional::stream).findFirst().orElseThrow();
      assertThat(won.held()).hasSize(1);
      assertThat(registry.locate("user-" + round).get(0).sessionId())
          .isEqualTo(won.session().sessionId());
    }
  }

  @Test
  void aTakeoverAfterTheGraceTimeIsTooLateEvenBeforeTheSessionIsTakenOut() {
    resumable("s1", guest("ann"), "token", ROOM);
    registry.park("s1");
    advanceBeyond(grace());

    assertThat(takeOver("token", "s2", "token-2")).isEmpty();
    assertThat(registry.locate("ann")).isEmpty();
    assertThat(texts(registry.expire(10))).containsExactly("general: ann LEFT");
  }

  @Test
  void aSessionThatEndedCannotBeTakenOver() {
    resumable("s1", guest("ann"), "token");
    registry.unregister("s1");

    assertThat(takeOver("token", "s2", "token-2")).isEmpty();
  }

  @Test
  void theFormerNodeCannotTouchASessionThatWasTakenOver() {
    resumable("s1", guest("ann"), "token", ROOM);
    takeOver("token", "s2", "token-2");

    assertThat(registry.unregister("s1")).isEmpty();
    assertThatThrownBy(() -> registry.park("s1")).isInstanceOf(UnknownSessionException.class);
    assertThatThrownBy(() -> registry.leave("s1", ROOM))
        .isInstanceOf(UnknownSessionException.class);
    assertThatThrownBy(() -> registry.join("s1", OTHER_ROOM))
        .isInstanceOf(UnknownSessionException.class);
    assertThat(memberIds(ROOM)).containsExactly("ann");
    assertThat(registry.leave("s2", ROOM)).isPresent();
  }

  @Test
  void aTakeoverUnderTheIdOfAnotherSessionIsRefusedAndChangesNothing() {
    resumable("s1", guest("ann"), "token", ROOM);
    online("s2", guest("bob"), ROOM);

    assertThatThrownBy(() -> takeOver("token", "s2", "token-2"))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(memberIds(ROOM)).containsExactly("ann", "bob");
    assertThat(takeOver("token", "s3", "token-3")).isPresent();
  }

  @Test
  void aRepeatedTakeoverGivesTheSameResult() {
    resumable("s1", guest("ann", "Ann"), "token", ROOM);
    registry.park("s1");
    registry.hold("s1", bytes("held"));
    Takeover first = takeOver("token", "s2", "token-2").orElseThrow();

    Takeover again = takeOver("token", "s2", "token-2").orElseThrow();

    assertThat(again.session())
        .usingRecursiveComparison()
        .ignoringFields("nameAge")
        .isEqualTo(first.session());
    assertThat(again.formerNodeId()).isEqualTo(first.formerNodeId());
    assertThat(again.held()).isEmpty();
    assertThat(registry.locate("ann")).hasSize(1);
  }

  @Test
  void aSessionThatWasTakenOverLivesOnWithItsNewNode() {
    registry.renew("mortal", lease());
    registry.register(session("s1", "mortal", guest("ann"), "token", ROOM), grace());
    registry.park("s1");
    takeOver("token", "s2", "token-2");

    advanceBeyond(lease().plus(grace()));

    assertThat(registry.expire(10)).isEmpty();
    assertThat(memberIds(ROOM)).containsExactly("ann");
  }

  @Test
  void aSessionThatWasTakenOverCanBeParkedAgain() {
    resumable("s1", guest("ann"), "token", ROOM);
    registry.park("s1");
    takeOver("token", "s2", "token-2");
    other.park("s2");

    assertThat(takeOver("token", "s2", "token-2")).isEmpty();
    advanceBeyond(grace());
    assertThat(texts(registry.expire(10))).containsExactly("general: ann LEFT");
  }

  @Test
  void theSessionOfACrashedNodeCanBeTakenOverWithinTheGraceTime() {
    registry.renew("mortal", lease());
    registry.register(session("s1", "mortal", guest("ann", "Ann"), "token", ROOM), grace());
    advanceBeyond(lease());
    expireAll(other);

    Takeover takeover = takeOver("token", "s2", "token-2").orElseThrow();

    assertThat(takeover.formerNodeId()).isEqualTo("mortal");
    assertThat(memberNames(ROOM)).containsExactly("Ann");
    online("s3", guest("bob"));
    assertThat(registry.claimName("s3", "Ann")).isInstanceOf(Taken.class);
  }
}
