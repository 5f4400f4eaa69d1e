package dev.chatengine.testkit.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.NameClaim;
import dev.chatengine.spi.NameClaim.Claimed;
import dev.chatengine.spi.NameClaim.Taken;
import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import dev.chatengine.testkit.support.HostileText;
import dev.chatengine.testkit.support.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which user has which name, from when and until when. */
abstract class PresenceNameTests extends PresenceLeaseTests {

  @Test
  void aNameIsClaimedByOneUser() {
    online("s1", guest("ann"));
    online("s2", guest("bob"));

    assertClaimed(registry.claimName("s1", "Neo"));
    assertThat(other.claimName("s2", "Neo")).isInstanceOf(Taken.class);
  }

  @Test
  void oneOfManyConcurrentClaimsGetsTheName() {
    int claimants = 20;
    for (int i = 0; i < claimants; i++) {
      online("s" + i, guest("user-" + i), ROOM);
    }

    for (String name : List.of("Neo", "Trinity", "Morpheus")) {
      List<NameClaim> claims =
          Race.run(claimants, index -> registry(index).claimName("s" + index, name));

      assertThat(claims).filteredOn(Claimed.class::isInstance).hasSize(1);
      assertThat(claims).filteredOn(Taken.class::isInstance).hasSize(claimants - 1);
      assertThat(memberNames(ROOM)).filteredOn(name::equals).hasSize(1);
    }
  }

  @Test
  void aNewNameReleasesTheFormerOne() {
    online("s1", guest("ann", "Neo"));
    online("s2", guest("bob"));

    assertClaimed(registry.claimName("s1", "Trinity"));

    assertClaimed(other.claimName("s2", "Neo"));
    online("s3", guest("cat"));
    assertThat(registry.claimName("s3", "Trinity")).isInstanceOf(Taken.class);
  }

  @Test
  void aRefusedClaimChangesNothing() {
    online("s1", guest("ann", "Neo"), ROOM);
    online("s2", guest("bob", "Trinity"), ROOM);
    long version = registry.members(ROOM).version();

    assertThat(registry.claimName("s2", "Neo")).isInstanceOf(Taken.class);

    assertThat(memberNames(ROOM)).containsExactly("Neo", "Trinity");
    assertThat(registry.members(ROOM).version()).isEqualTo(version);
    online("s3", guest("cat"));
    assertThat(registry.claimName("s3", "Trinity")).isInstanceOf(Taken.class);
  }

  @Test
  void aUserHasItsNameOverSeveralSessions() {
    online("s1", guest("ann", "Neo"));
    online("s2", guest("ann"));

    assertClaimed(other.claimName("s2", "Neo"));
    assertThat(online("s3", guest("ann", "Neo")).nameKept()).isTrue();
    online("s4", guest("bob"));
    assertThat(registry.claimName("s4", "Neo")).isInstanceOf(Taken.class);
  }

  @Test
  void aNameStaysUntilTheLastSessionOfItsUserEnds() {
    online("s1", guest("ann", "Neo"));
    online("s2", guest("ann"));
    online("s3", guest("bob"));

    registry.unregister("s1");
    assertThat(registry.claimName("s3", "Neo")).isInstanceOf(Taken.class);
    registry.unregister("s2");
    assertClaimed(registry.claimName("s3", "Neo"));
  }

  @Test
  void theEndOfASessionFreesItsName() {
    online("s1", guest("ann"));
    registry.claimName("s1", "Neo");
    registry.unregister("s1");

    online("s2", guest("bob"));
    assertClaimed(other.claimName("s2", "Neo"));
  }

  @Test
  void expiryFreesNames() {
    registry.renew("mortal", lease());
    onlineAt("mortal", "s1", guest("ann", "Neo"));
    online("s2", guest("bob"));
    advanceBeyond(lease());
    expireAll(other);

    assertClaimed(registry.claimName("s2", "Neo"));
  }

  @Test
  void leavingARoomFreesNoName() {
    online("s1", guest("ann", "Neo"), ROOM);
    online("s2", guest("bob"));

    registry.leave("s1", ROOM);

    assertThat(registry.claimName("s2", "Neo")).isInstanceOf(Taken.class);
  }

  @Test
  void aParkedSessionKeepsItsNameForTheGraceTime() {
    resumable("s1", guest("ann", "Neo"), "token");
    online("s2", guest("bob"));
    registry.park("s1");

    assertThat(other.claimName("s2", "Neo")).isInstanceOf(Taken.class);
    advanceBeyond(grace());
    expireAll(other);
    assertClaimed(other.claimName("s2", "Neo"));
  }

  @Test
  void namesDifferIfAnyCharacterDoes() {
    List<String> names = HostileText.names();
    for (int i = 0; i < names.size(); i++) {
      online("s" + i, guest("user-" + i));
      assertClaimed(registry.claimName("s" + i, names.get(i)));
    }
    for (int i = 0; i < names.size(); i++) {
      online("late-" + i, guest("late-" + i));
      assertThat(other.claimName("late-" + i, names.get(i))).isInstanceOf(Taken.class);
    }
  }

  @Test
  void namesAreReturnedUnchanged() {
    List<String> names = HostileText.names();
    for (int i = 0; i < names.size(); i++) {
      online("s" + i, guest(names.get(i)), ROOM);
      registry.claimName("s" + i, names.get(i));
    }

    assertThat(memberNames(ROOM)).containsExactlyElementsOf(names);
    assertThat(memberIds(ROOM)).containsExactlyElementsOf(names);
  }

  @Test
  void claimingOnesOwnNameIsNoChange() {
    online("s1", guest("ann", "Neo"), ROOM);

    assertThat(registry.claimName("s1", "Neo")).isEqualTo(new Claimed(List.of()));
    assertThat(memberNames(ROOM)).containsExactly("Neo");
  }

  @Test
  void namesOfKnownUsersNeedNotBeUnique() {
    assertThat(online("s1", known("ann", "Neo"), ROOM).nameKept()).isTrue();
    assertThat(online("s2", known("bob", "Neo"), ROOM).nameKept()).isTrue();
    online("s3", known("cat", "Trinity"), ROOM);

    assertClaimed(registry.claimName("s3", "Neo"));
    assertThat(memberNames(ROOM)).containsExactly("Neo", "Neo", "Neo");
  }

  @Test
  void namesOfKnownUsersDoNotBlockNamesOfGuests() {
    online("s1", known("ann", "Neo"));
    online("s2", guest("bob"));
    online("s3", guest("cat"));
    assertClaimed(registry.claimName("s2", "Neo"));

    assertThat(online("s4", known("dan", "Neo")).nameKept()).isTrue();
    registry.unregister("s1");
    registry.unregister("s4");

    assertThat(registry.claimName("s3", "Neo")).isInstanceOf(Taken.class);
  }

  @Test
  void aRegistrationTakesItsName() {
    assertThat(online("s1", guest("ann", "Neo")).nameKept()).isTrue();
    online("s2", guest("bob"));

    assertThat(registry.claimName("s2", "Neo")).isInstanceOf(Taken.class);
  }

  @Test
  void aRegistrationWhoseNameIsTakenIsWithoutNameAndStaysInItsRooms() {
    online("s1", guest("ann", "Neo"), ROOM);

    var registration = online("s2", guest("bob", "Neo"), ROOM, OTHER_ROOM);

    assertThat(registration.nameKept()).isFalse();
    assertThat(texts(registration.changes()))
        .containsExactlyInAnyOrder("general: bob JOINED", "random: bob JOINED");
    assertThat(memberNames(ROOM)).containsExactly("Neo", "");
    assertThat(memberNames(OTHER_ROOM)).containsExactly("");
    assertThat(registry.locate("bob")).hasSize(1);
  }

  @Test
  void aSessionThatLostItsNewNameHasNoNameAndStaysInItsRooms() {
    online("s1", guest("ann", "Neo"));
    online("s2", guest("bob", "Trinity"), ROOM);

    var registration = online("s2", guest("bob", "Neo"), ROOM);

    assertThat(registration.nameKept()).isFalse();
    assertThat(texts(registration.changes())).containsExactly("general: bob RENAMED");
    assertThat(memberNames(ROOM)).containsExactly("");
    online("s3", guest("cat"));
    assertClaimed(registry.claimName("s3", "Trinity"));
  }

  @Test
  void theOlderHolderOfANameKeepsIt() {
    onlineSince(Duration.ofSeconds(1), NODE, "s1", guest("ann", "Neo"), ROOM);
    var older = onlineSince(Duration.ofSeconds(2), OTHER_NODE, "s2", guest("bob", "Neo"), ROOM);
    var younger = onlineSince(Duration.ofMillis(1), NODE, "s3", guest("cat", "Neo"), ROOM);

    assertThat(older.nameKept()).isTrue();
    assertThat(texts(older.changes()))
        .containsExactlyInAnyOrder("general: ann RENAMED", "general: bob JOINED");
    assertThat(younger.nameKept()).isFalse();
    assertThat(memberNames(ROOM)).containsExactly("", "Neo", "");
    assertThat(registry.locate("ann")).singleElement().extracting("username").isEqualTo("");
  }

  @Test
  void anOlderHolderTakesItsNameBackFromAClaimInANewMemory() {
    online("s1", guest("ann"), ROOM);
    assertClaimed(registry.claimName("s1", "Neo"));

    assertThat(onlineSince(lease(), OTHER_NODE, "s2", guest("bob", "Neo")).nameKept()).isTrue();

    assertThat(memberNames(ROOM)).containsExactly("");
  }

  @Test
  void aRenewalReportsSessionsWithoutTheirNamesUntilTheNodeChangesThem() {
    online("s1", guest("ann", "Neo"));
    online("s2", guest("bob", "Trinity"));
    online("s3", guest("cat", "Morpheus"));
    assertThat(registry.renew(NODE, lease()).namesLost()).isEmpty();
    onlineSince(lease(), OTHER_NODE, "s4", guest("dan", "Neo"));
    onlineSince(lease(), OTHER_NODE, "s5", guest("eve", "Trinity"));
    onlineSince(lease(), OTHER_NODE, "s6", guest("fay", "Morpheus"));

    assertThat(registry.renew(NODE, lease()).namesLost())
        .containsExactlyInAnyOrder("s1", "s2", "s3");
    assertThat(other.renew(OTHER_NODE, lease()).namesLost()).isEmpty();
    assertThat(online("s1", guest("ann", "Neo")).nameKept()).isFalse();
    assertClaimed(registry.claimName("s2", "Niobe"));
    assertThat(registry.renew(NODE, lease()).namesLost()).containsExactly("s3");
    registry.unregister("s3");
    assertThat(registry.renew(NODE, lease()).namesLost()).isEmpty();
  }

  @Test
  void aNameHeldForALeaseIsCertain() {
    registry.renew("node", lease());
    onlineAt("node", "s1", guest("ann", "Neo"));
    advance(lease().dividedBy(2));
    registry.renew("node", lease());
    onlineAt("node", "s2", guest("bob"));
    assertClaimed(registry.claimName("s2", "Trinity"));
    onlineAt("node", "s1", guest("ann", "Neo"));
    advance(lease().dividedBy(4).multipliedBy(3));
    registry.renew("node", lease());
    Duration longer = lease().multipliedBy(10);

    assertThat(onlineSince(longer, "node", "s3", guest("cat", "Neo")).nameKept()).isFalse();
    assertThat(onlineSince(longer, "node", "s4", guest("dan", "Trinity")).nameKept()).isFalse();
  }

  @Test
  void aNameOfAnOldMemoryIsCertainAtOnce() {
    registry.renew("node", lease());
    advanceBeyond(lease());
    registry.renew("node", lease());
    onlineAt("node", "s1", guest("ann"));
    assertClaimed(registry.claimName("s1", "Neo"));

    assertThat(onlineSince(lease().multipliedBy(10), "node", "s2", guest("bob", "Neo")).nameKept())
        .isFalse();
  }

  @Test
  void aTakeoverReportsTheAgeOfTheName() {
    registry.register(
        session("s1", NODE, guest("ann", "Neo"), Duration.ofSeconds(5), "token"), grace());
    advance(Duration.ofSeconds(2));

    assertThat(takeOver("token", "s2", "token-2"))
        .hasValueSatisfying(
            taken ->
                assertThat(taken.session().nameAge())
                    .isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8)));
  }

  @Test
  void aNameLostToAnotherUserCostsTheOtherSessionsNothing() {
    online("s1", guest("ann", "Neo"));
    online("s2", guest("bob", "Trinity"), ROOM);

    assertThat(online("s3", guest("bob", "Neo"), ROOM).nameKept()).isFalse();

    assertThat(memberNames(ROOM)).containsExactly("Trinity");
    online("s4", guest("cat"));
    assertThat(registry.claimName("s4", "Trinity")).isInstanceOf(Taken.class);
  }

  @Test
  void aRegistrationWithoutANameTakesNothingFromItsUser() {
    online("s1", guest("ann", "Neo"), ROOM);

    assertThat(online("s2", guest("ann"), OTHER_ROOM).nameKept()).isTrue();

    assertThat(memberNames(ROOM)).containsExactly("Neo");
    assertThat(memberNames(OTHER_ROOM)).containsExactly("Neo");
  }

  @Test
  void aRegistrationUnderANewNameRenames() {
    online("s1", guest("ann", "Neo"), ROOM);

    var registration = online("s1", guest("ann", "Trinity"), ROOM, OTHER_ROOM);

    assertThat(texts(registration.changes()))
        .containsExactlyInAnyOrder("general: ann RENAMED", "random: ann JOINED");
    assertThat(memberNames(ROOM)).containsExactly("Trinity");
    assertThat(memberNames(OTHER_ROOM)).containsExactly("Trinity");
  }

  @Test
  void aNewNameIsAChangeInEveryRoomOfItsUser() {
    online("s1", guest("ann", "Neo"), ROOM);
    online("s2", guest("ann"), ROOM, OTHER_ROOM);
    online("s3", guest("bob"), new Room("elsewhere"));

    NameClaim claim = registry.claimName("s1", "Trinity");

    assertThat(claim)
        .isInstanceOfSatisfying(
            Claimed.class,
            claimed -> {
              assertThat(texts(claimed.changes()))
                  .containsExactlyInAnyOrder("general: ann RENAMED", "random: ann RENAMED");
              assertThat(claimed.changes())
                  .allSatisfy(
                      change -> assertThat(change.member().username()).isEqualTo("Trinity"));
            });
  }

  @Test
  void aClaimOfAnUnknownSessionIsRefused() {
    assertThatThrownBy(() -> registry.claimName("nobody", "Neo"))
        .isInstanceOf(UnknownSessionException.class);
    online("s1", guest("ann"));
    registry.unregister("s1");
    assertThatThrownBy(() -> registry.claimName("s1", "Neo"))
        .isInstanceOf(UnknownSessionException.class);
  }

  @Test
  void anImpossibleNameIsRefused() {
    online("s1", guest("ann", "Neo"), ROOM);
    List<String> impossible = new ArrayList<>();
    impossible.add("");
    impossible.add("x".repeat(User.MAX_NAME_LENGTH + 1));
    impossible.add("\ud83d");
    for (String name : impossible) {
      assertThatThrownBy(() -> registry.claimName("s1", name))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(memberNames(ROOM)).containsExactly("Neo");
  }

  private static void assertClaimed(NameClaim claim) {
    assertThat(claim).isInstanceOf(Claimed.class);
  }
}
