package dev.chatengine.testkit.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import dev.chatengine.spi.PresenceRegistry.SessionLocation;
import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import org.junit.jupiter.api.Test;

/** How sessions are found and parked. */
abstract class PresenceSessionTests extends PresenceMembershipTests {

  @Test
  void theSessionsOfAUserAreFoundOnAllNodes() {
    online("s1", guest("ann"));
    other.register(session("s2", OTHER_NODE, guest("ann"), "token"), grace());
    online("s3", guest("bob"));
    registry.park("s2");

    assertThat(registry.locate("ann"))
        .containsExactlyInAnyOrder(
            new SessionLocation("s1", NODE, false, "", false),
            new SessionLocation("s2", OTHER_NODE, true, "", false));
    assertThat(registry.locate("nobody")).isEmpty();
    registry.unregister("s3");
    assertThat(registry.locate("bob")).isEmpty();
  }

  @Test
  void aLocationSaysWhetherTheUserIsKnown() {
    online("s1", known("ann", "Ann"));

    assertThat(registry.locate("ann"))
        .containsExactly(new SessionLocation("s1", NODE, false, "Ann", true));
  }

  @Test
  void theSessionsOfADeadNodeAreNotFoundEvenBeforeTheyAreTakenOut() {
    registry.renew("mortal", lease());
    onlineAt("mortal", "s1", guest("ann"), ROOM);
    advanceBeyond(lease());

    assertThat(registry.locate("ann")).isEmpty();
  }

  @Test
  void aParkedSessionStaysWhereItIs() {
    resumable("s1", guest("ann", "Ann"), "token", ROOM);
    RoomMembers members = registry.members(ROOM);

    registry.park("s1");

    assertThat(other.members(ROOM)).isEqualTo(members);
    assertThat(registry.locate("ann"))
        .containsExactly(new SessionLocation("s1", NODE, true, "Ann", false));
  }

  @Test
  void aParkedSessionEndsWithItsGraceTime() {
    resumable("s1", guest("ann"), "token", ROOM);
    registry.park("s1");

    advance(grace().multipliedBy(4).dividedBy(5));
    assertThat(other.expire(10)).isEmpty();
    advance(grace().multipliedBy(2).dividedBy(5));
    assertThat(texts(other.expire(10))).containsExactly("general: ann LEFT");
    assertThat(memberIds(ROOM)).isEmpty();
  }

  @Test
  void theLastGraceTimeCounts() {
    resumable("s1", guest("ann"), "token-1", ROOM);
    registry.register(session("s2", NODE, guest("bob"), "token-2", ROOM), grace().multipliedBy(10));
    registry.park("s1");
    registry.park("s2");
    advanceBeyond(grace());

    assertThat(texts(expireAll(registry))).containsExactly("general: ann LEFT");
    assertThat(memberIds(ROOM)).containsExactly("bob");
  }

  @Test
  void parkingTwiceDoesNotProlongTheGraceTime() {
    resumable("s1", guest("ann"), "token", ROOM);
    registry.park("s1");
    advance(grace().multipliedBy(3).dividedBy(5));
    registry.park("s1");
    advance(grace().multipliedBy(3).dividedBy(5));

    assertThat(texts(registry.expire(10))).containsExactly("general: ann LEFT");
  }

  @Test
  void aSessionThatIsParkedByANodeWhoseLeaseHasRunOutStaysParked() {
    registry.renew("late", lease());
    registry.register(session("s1", "late", guest("ann"), "token", ROOM), grace());
    advanceBeyond(lease());
    registry.park("s1");

    registry.renew("late", lease().plus(grace().multipliedBy(2)));
    assertThat(registry.locate("ann")).extracting(SessionLocation::parked).containsExactly(true);
    advanceBeyond(grace());
    assertThat(texts(expireAll(registry))).containsExactly("general: ann LEFT");
  }

  @Test
  void aParkedSessionOutlivesTheReleaseOfItsNode() {
    registry.renew("leaving", lease());
    registry.register(session("s1", "leaving", guest("ann"), "token", ROOM), grace());
    registry.park("s1");

    registry.release("leaving");

    assertThat(other.expire(10)).isEmpty();
    assertThat(takeOver("token", "s2", "token-2")).isPresent();
  }

  @Test
  void aSessionWithoutATokenCannotBeParked() {
    online("s1", guest("ann"), ROOM);

    assertThatThrownBy(() -> registry.park("s1")).isInstanceOf(IllegalArgumentException.class);
    assertThat(registry.locate("ann"))
        .containsExactly(new SessionLocation("s1", NODE, false, "", false));
  }

  @Test
  void anUnregisteredSessionCannotBeParked() {
    assertThatThrownBy(() -> registry.park("nobody")).isInstanceOf(UnknownSessionException.class);
  }

  @Test
  void aSessionThatIsRegisteredAgainIsNotParkedAnyMore() {
    resumable("s1", guest("ann"), "token", ROOM);
    registry.park("s1");

    assertThat(resumable("s1", guest("ann"), "token", ROOM).changes()).isEmpty();

    assertThat(registry.locate("ann"))
        .containsExactly(new SessionLocation("s1", NODE, false, "", false));
    advanceBeyond(grace());
    assertThat(registry.expire(10)).isEmpty();
  }
}
