package dev.chatengine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault of a registry is caught, by the tests that are about it. */
@Execution(ExecutionMode.CONCURRENT)
class PresenceFaultsTest {

  @Test
  void whatHasNoFaultFailsNothing() {
    assertThat(Contracts.failuresOf(FaultyRegistries.WithoutFault.class)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsCaught(Class<?> faulty, String[] tests) {
    assertThat(Contracts.failuresOf(faulty)).contains(tests);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(
            FaultyRegistries.AnnouncesEverySession.class,
            "onlyTheFirstSessionOfAUserJoinsAndOnlyTheLastLeaves",
            "toJoinOrLeaveASecondTimeIsNoChange",
            "allChangesInTheirOrderGiveTheMembers"),
        fault(
            FaultyRegistries.TellsExpiriesTwice.class,
            "eachExpiryIsToldToExactlyOneOfManyCallers",
            "expiryTakesOutWhatADeadNodeHadAndTellsTheChanges"),
        fault(
            FaultyRegistries.ForgetsVersions.class,
            "theVersionsOfManyRoomsAreThoseOfTheirLists",
            "theVersionOfARoomNeverGoesBack"),
        fault(FaultyRegistries.NumbersEmptyRoomsAgain.class, "theVersionOfARoomNeverGoesBack"),
        fault(
            FaultyRegistries.GivesANameTwice.class,
            "aNameIsClaimedByOneUser",
            "ofManyWhoClaimANameAtOnceOneHasIt",
            "aParkedSessionKeepsItsNameForTheGraceTime"),
        fault(
            FaultyRegistries.ConfusesNames.class,
            "namesDifferIfAnyCharacterDoes",
            "namesAreGivenBackAsTheyAre"),
        fault(FaultyRegistries.KeepsFormerNames.class, "aNewNameGivesTheFormerOneBack"),
        fault(
            FaultyRegistries.ForgetsHowOldNamesAre.class,
            "ofTwoWhoRegisterUnderOneNameTheOlderHolderKeepsIt",
            "anOlderHolderTakesItsNameBackFromAClaimThatANewMemoryGranted",
            "aTakeoverTellsHowLongTheUserHasHadItsName"),
        fault(
            FaultyRegistries.TakesNamesForEver.class,
            "aNameThatWasHadForALeaseIsCertain",
            "aNameThatAnOldMemoryGrantsIsCertainAtOnce"),
        fault(
            FaultyRegistries.KeepsLostNamesSecret.class,
            "aNodeIsToldWhichOfItsSessionsLostTheirNamesUntilItDoesSomethingAboutThem"),
        fault(
            FaultyRegistries.SortsMembers.class,
            "membersAreListedInTheOrderInWhichTheyCame",
            "whoComesBackIsListedLast"),
        fault(FaultyRegistries.MovesTheRenamed.class, "aNewNameKeepsTheMembersPlace"),
        fault(
            FaultyRegistries.NeverExpires.class,
            "expiryTakesOutWhatADeadNodeHadAndTellsTheChanges",
            "expiryFreesNames",
            "aParkedSessionEndsWithItsGraceTime"),
        fault(
            FaultyRegistries.ExpiresTooEarly.class,
            "nothingExpiresWhileItsLeaseIsAlive",
            "aLeaseLivesFromItsLastRenewalOn"),
        fault(FaultyRegistries.ExpiresWithoutLimit.class, "expiryTakesNoMoreThanItsLimit"),
        fault(
            FaultyRegistries.StopsExpiringHalfWay.class, "anExpiryThatTellsNothingHasLeftNothing"),
        fault(
            FaultyRegistries.ForgetsTheGraceTime.class,
            "aSessionWithATokenOutlivesItsNodeByTheGraceTime",
            "aParkedSessionEndsWithItsGraceTime"),
        fault(
            FaultyRegistries.LetsTwoTakeOver.class,
            "ofManyWhoTakeASessionOverAtOnceOneHasIt",
            "aTokenIsVoidOnceItWasUsed"),
        fault(FaultyRegistries.ForgetsMetadata.class, "aTakeoverKeepsWhatTheHostKeepsWithTheUser"),
        fault(
            FaultyRegistries.KeepsSessionsAtTheirFirstNode.class,
            "aSessionThatIsRegisteredAtAnotherNodeOutlivesTheFormerOne"),
        fault(
            FaultyRegistries.KeepsTheFirstToken.class,
            "aRegistrationWithAnotherTokenMakesTheFormerOneVoid"),
        fault(
            FaultyRegistries.LetsTheFormerNodeIn.class,
            "theFormerNodeCannotTouchASessionThatWasTakenOver"),
        fault(
            FaultyRegistries.LosesWhatIsHeld.class,
            "whatIsHeldIsGivenOutOnceInItsOrder",
            "whatIsHeldKeepsItsBytes"),
        fault(FaultyRegistries.TurnsRoundWhatIsHeld.class, "whatIsHeldIsGivenOutOnceInItsOrder"),
        fault(
            FaultyRegistries.HoldsWithoutBound.class,
            "whatIsHeldIsBoundedAndNothingOfItIsLost",
            "nothingIsHeldForASessionThatIsNotParked"),
        fault(FaultyRegistries.ListsRoomsFromTheBeginning.class, "roomsAreListedPageByPage"),
        fault(
            FaultyRegistries.TakesAnyLimit.class,
            "aLimitOfRoomsOutOfRangeIsRefused",
            "aLimitOfExpiryOutOfRangeIsRefused"),
        fault(
            FaultyRegistries.NeverCloses.class,
            "closingTwiceIsClosing",
            "aClosedRegistryRefusesEverything"),
        fault(FaultyRegistries.KnowsEverySession.class, "aSessionThatIsNotRegisteredIsRefused"));
  }

  private static Arguments fault(Class<?> faulty, String... tests) {
    return arguments(faulty, tests);
  }
}
