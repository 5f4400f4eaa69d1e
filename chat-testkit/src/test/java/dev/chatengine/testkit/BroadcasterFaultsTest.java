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

/** Each fault of a broadcaster is caught, by the tests that are about it. */
@Execution(ExecutionMode.CONCURRENT)
class BroadcasterFaultsTest {

  @Test
  void whatHasNoFaultFailsNothing() {
    assertThat(Contracts.failuresOf(FaultyBroadcasters.WithoutFault.class)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsCaught(Class<?> faulty, String[] tests) {
    assertThat(Contracts.failuresOf(faulty)).contains(tests);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(FaultyBroadcasters.Echoes.class, "whatOnePublishesDoesNotComeBackToIt"),
        fault(FaultyBroadcasters.Reorders.class, "whatIsPublishedToAnAddressArrivesInItsOrder"),
        fault(FaultyBroadcasters.MixesKindsOfAddresses.class, "noAddressReceivesWhatIsForAnother"),
        fault(FaultyBroadcasters.MixesPrivateLogs.class, "noAddressReceivesWhatIsForAnother"),
        fault(
            FaultyBroadcasters.SubscribesLate.class, "aSubscriptionIsInForceWhenSubscribeReturns"),
        fault(FaultyBroadcasters.SubscribesTwice.class, "toSubscribeTwiceIsToSubscribeOnce"),
        fault(FaultyBroadcasters.NeverUnsubscribes.class, "whatWasUnsubscribedIsNotReceived"),
        fault(
            FaultyBroadcasters.SendsWhatComesBeforeAFault.class,
            "aPayloadTooLargeIsRefusedTogetherWithItsList"),
        fault(FaultyBroadcasters.CutsPayloads.class, "theLargestPayloadArrives"),
        fault(FaultyBroadcasters.SendsWholeArrays.class, "payloadsArriveAsTheyWere"),
        fault(FaultyBroadcasters.ReadsPayloadsAway.class, "payloadsArriveAsTheyWere"),
        fault(FaultyBroadcasters.HasManyReceivers.class, "aBroadcasterHasOneReceiver"),
        fault(
            FaultyBroadcasters.NeverCloses.class,
            "noReceiverIsCalledOnceItsBroadcasterIsClosed",
            "closingTwiceIsClosing",
            "aClosedBroadcasterRefusesEverything"),
        fault(FaultyBroadcasters.DiesWithItsReceiver.class, "aReceiverThatThrowsIsCalledAgain"),
        fault(
            FaultyBroadcasters.SubscribesSomeOfMany.class,
            "manyAddressesAreSubscribedAndUnsubscribedAtOnce"),
        fault(
            FaultyBroadcasters.UnsubscribesAfterTheNext.class,
            "theLastOfSubscribeAndUnsubscribeHolds"),
        fault(
            FaultyBroadcasters.DoesNotTellWhatIsLost.class,
            "afterAnInterruptionTheReceiverIsToldAndThenHearsAgain"),
        fault(
            FaultyBroadcasters.ForgetsWhatWasSubscribed.class,
            "afterAnInterruptionTheReceiverIsToldAndThenHearsAgain"),
        fault(
            FaultyBroadcasters.TellsTheFirstLossOnly.class, "aSecondInterruptionIsToldAsTheFirst"),
        fault(
            FaultyBroadcasters.KeepsQuietAboutTrouble.class,
            "afterAnInterruptionTheReceiverIsToldAndThenHearsAgain"),
        fault(
            FaultyBroadcasters.SubscribesNothingMeanwhile.class,
            "whatIsSubscribedMeanwhileIsHeardAfterwards"),
        fault(
            FaultyBroadcasters.UnsubscribesNothingMeanwhile.class,
            "whatIsUnsubscribedMeanwhileIsNotHeardAfterwards"),
        fault(
            FaultyBroadcasters.WaitsForTheEndOfTrouble.class,
            "noCallWaitsForTheEndOfAnInterruption"),
        fault(
            FaultyBroadcasters.TellsThoseWhoAreClosed.class,
            "whoWasClosedMeanwhileIsNotCalledAfterwards"),
        fault(FaultyBroadcasters.CallsOnAnyThread.class, "aReceiverIsCalledByOneThreadAtATime"));
  }

  private static Arguments fault(Class<?> faulty, String... tests) {
    return arguments(faulty, tests);
  }
}
