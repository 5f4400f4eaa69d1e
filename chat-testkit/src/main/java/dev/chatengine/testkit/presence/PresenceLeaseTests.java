package dev.chatengine.testkit.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry.SessionLocation;
import dev.chatengine.testkit.support.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How leases begin and end, and what ends with them. */
abstract class PresenceLeaseTests extends PresenceTestBase {
  private static final String MORTAL = "mortal";

  @Test
  void theFirstRenewalIsFreshAndFurtherOnesAreNot() {
    assertThat(registry.renew(MORTAL, lease()).fresh()).isTrue();
    assertThat(registry.renew(MORTAL, lease()).fresh()).isFalse();
    assertThat(other.renew(MORTAL, lease()).fresh()).isFalse();
  }

  @Test
  void aLeaseThatHasRunOutIsFreshAgain() {
    registry.renew(MORTAL, lease());
    advanceBeyond(lease());

    assertThat(registry.renew(MORTAL, lease()).fresh()).isTrue();
  }

  @Test
  void aLeaseLivesFromItsLastRenewalOn() {
    registry.renew(MORTAL, lease());
    onlineAt(MORTAL, "s1", guest("ann"), ROOM);
    advance(lease().multipliedBy(3).dividedBy(5));
    registry.renew(MORTAL, lease());
    advance(lease().multipliedBy(3).dividedBy(5));

    assertThat(other.expire(10)).isEmpty();
    assertThat(registry.locate("ann")).hasSize(1);
    assertThat(registry.renew(MORTAL, lease()).fresh()).isFalse();
  }

  @Test
  void aReleasedLeaseIsFreshAgain() {
    registry.renew(MORTAL, lease());
    registry.release(MORTAL);

    assertThat(registry.renew(MORTAL, lease()).fresh()).isTrue();
  }

  @Test
  void aReleaseCountsAsIfTheLeaseHadRunOut() {
    registry.renew(MORTAL, lease());
    onlineAt(MORTAL, "s1", guest("ann"), ROOM);
    registry.release(MORTAL);

    assertThat(registry.locate("ann")).isEmpty();
    assertThat(texts(other.expire(10))).containsExactly("general: ann LEFT");
    assertThat(memberIds(ROOM)).isEmpty();
  }

  @Test
  void theReleaseOfAnUnknownNodeHasNoEffect() {
    online("s1", guest("ann"), ROOM);

    registry.release("nobody");

    assertThat(other.expire(10)).isEmpty();
    assertThat(memberIds(ROOM)).containsExactly("ann");
  }

  @Test
  void theEpochIsTheSameForAllAndStays() {
    String epoch = registry.renew(NODE, lease()).epoch();

    assertThat(registry.renew(MORTAL, lease()).epoch()).isEqualTo(epoch);
    advanceBeyond(lease());
    assertThat(other.renew(MORTAL, lease()).epoch()).isEqualTo(epoch);
  }

  @Test
  void lostDataBeginsAnotherEpoch() {
    needs(Capability.LOSSY);
    String epoch = registry.renew(NODE, lease()).epoch();

    loseData();

    assertThat(registry.renew(NODE, lease()).epoch()).isNotEqualTo(epoch);
  }

  @Test
  void aTimeToLiveOfZeroIsRefused() {
    assertThatThrownBy(() -> registry.renew(MORTAL, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> registry.renew(MORTAL, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingExpiresWhileItsLeaseIsAlive() {
    registry.renew(MORTAL, lease());
    onlineAt(MORTAL, "s1", guest("ann", "Ann"), ROOM);
    advance(lease().multipliedBy(4).dividedBy(5));

    assertThat(other.expire(10)).isEmpty();
    assertThat(memberNames(ROOM)).containsExactly("Ann");
  }

  @Test
  void expiryRemovesTheSessionsOfADeadNodeAndReportsTheChanges() {
    registry.renew(MORTAL, lease());
    onlineAt(MORTAL, "s1", guest("ann"), ROOM, OTHER_ROOM);
    onlineAt(MORTAL, "s2", guest("ann"), ROOM);
    onlineAt(MORTAL, "s3", guest("bob"), ROOM);
    advanceBeyond(lease());

    assertThat(texts(expireAll(other)))
        .containsExactlyInAnyOrder("general: ann LEFT", "random: ann LEFT", "general: bob LEFT");
    assertThat(memberIds(ROOM)).isEmpty();
    assertThat(memberIds(OTHER_ROOM)).isEmpty();
    assertThat(registry.unregister("s1")).isEmpty();
  }

  @Test
  void expiryLeavesTheSessionsOfLivingNodesAlone() {
    registry.renew(MORTAL, lease());
    onlineAt(MORTAL, "s1", guest("ann"), ROOM, OTHER_ROOM);
    onlineAt(NODE, "s2", guest("ann"), ROOM);
    onlineAt(OTHER_NODE, "s3", guest("bob"), ROOM);
    advanceBeyond(lease());

    assertThat(texts(expireAll(other))).containsExactly("random: ann LEFT");
    assertThat(memberIds(ROOM)).containsExactly("ann", "bob");
    assertThat(registry.locate("ann"))
        .containsExactly(new SessionLocation("s2", NODE, false, "", false));
  }

  @Test
  void eachExpiryIsReportedToOneOfManyCallers() {
    registry.renew(MORTAL, lease());
    int users = 200;
    for (int i = 0; i < users; i++) {
      onlineAt(MORTAL, "s" + i, guest("user-" + i), ROOM);
    }
    long before = registry.members(ROOM).version();
    advanceBeyond(lease());

    List<MembershipChange> changes = new ArrayList<>();
    Race.run(8, index -> expireAll(registry(index), 5)).forEach(changes::addAll);

    assertThat(changes).hasSize(users);
    assertThat(changes).extracting(change -> change.member().userId()).doesNotHaveDuplicates();
    assertThat(changes)
        .extracting(MembershipChange::version)
        .doesNotHaveDuplicates()
        .allMatch(version -> version > before && version <= before + users);
  }

  @Test
  void expiryReportsNoMoreThanItsLimit() {
    registry.renew(MORTAL, lease());
    for (int i = 0; i < 5; i++) {
      onlineAt(MORTAL, "s" + i, guest("user-" + i), ROOM);
    }
    advanceBeyond(lease());

    assertThat(registry.expire(2)).hasSize(2);
    assertThat(memberIds(ROOM)).hasSize(3);
    assertThat(registry.expire(2)).hasSize(2);
    assertThat(registry.expire(2)).hasSize(1);
    assertThat(registry.expire(2)).isEmpty();
  }

  @Test
  void anEmptyExpiryMeansThatNothingIsLeftToExpire() {
    registry.renew(MORTAL, lease());
    for (int i = 0; i < 30; i++) {
      onlineAt(MORTAL, "nowhere-" + i, guest("nowhere-" + i));
    }
    onlineAt(MORTAL, "s1", guest("ann"), ROOM);
    for (int i = 30; i < 60; i++) {
      onlineAt(MORTAL, "nowhere-" + i, guest("nowhere-" + i, "name-" + i));
    }
    advanceBeyond(lease());

    assertThat(texts(registry.expire(1))).containsExactly("general: ann LEFT");
    assertThat(registry.expire(1)).isEmpty();
    assertThat(online("s2", guest("bob", "name-59")).nameKept()).isTrue();
  }

  @Test
  void aSessionWithATokenOutlivesItsNodeByTheGraceTime() {
    registry.renew(MORTAL, lease());
    registry.register(session("s1", MORTAL, guest("ann", "Ann"), "token", ROOM), grace());
    onlineAt(MORTAL, "s2", guest("bob"), ROOM);
    advanceBeyond(lease());

    assertThat(texts(expireAll(other))).containsExactly("general: bob LEFT");
    assertThat(memberNames(ROOM)).containsExactly("Ann");
    assertThat(registry.locate("ann"))
        .containsExactly(new SessionLocation("s1", MORTAL, true, "Ann", false));
    assertThat(expireAll(other)).isEmpty();

    advanceBeyond(grace());
    assertThat(texts(expireAll(other))).containsExactly("general: ann LEFT");
    assertThat(registry.locate("ann")).isEmpty();
  }

  @Test
  void aSessionOfANodeWithoutALeaseCountsAsRunOut() {
    onlineAt("never-heard-of", "s1", guest("ann"), ROOM);

    assertThat(registry.locate("ann")).isEmpty();
    assertThat(texts(expireAll(other))).containsExactly("general: ann LEFT");
  }

  @Test
  void aNodeThatWasCutOffRegistersItsSessionsAgain() {
    registry.renew(MORTAL, lease());
    onlineAt(MORTAL, "s1", guest("ann", "Ann"), ROOM);
    advanceBeyond(lease());
    expireAll(other);

    assertThat(registry.renew(MORTAL, lease()).fresh()).isTrue();
    var again = onlineAt(MORTAL, "s1", guest("ann", "Ann"), ROOM);

    assertThat(again.nameKept()).isTrue();
    assertThat(texts(again.changes())).containsExactly("general: ann JOINED");
    assertThat(other.expire(10)).isEmpty();
  }

  @Test
  void aLeaseIsNotReleasedByClosing() {
    needs(Capability.SHARED);
    var closing = openAnother();
    closing.renew(MORTAL, lease());
    closing.register(session("s1", MORTAL, guest("ann"), null, ROOM), grace());

    closing.close();

    assertThat(registry.expire(10)).isEmpty();
    assertThat(memberIds(ROOM)).containsExactly("ann");
    advanceBeyond(lease());
    assertThat(texts(registry.expire(10))).containsExactly("general: ann LEFT");
  }

  @Test
  void aLimitOfExpiryOutOfRangeIsRefused() {
    for (int limit : new int[] {-1, 0, MessageStore.MAX_LIMIT + 1, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> registry.expire(limit))
          .as("limit %s", limit)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(registry.expire(MessageStore.MAX_LIMIT)).isEmpty();
  }

  @Test
  void theLastExpiryOfARoomLeavesNoRoom() {
    registry.renew(MORTAL, lease());
    onlineAt(MORTAL, "s1", guest("ann"), new Room("short-lived"));
    advanceBeyond(lease());
    expireAll(registry);

    assertThat(registry.rooms("", 10)).isEmpty();
  }
}
