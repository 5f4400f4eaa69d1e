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

/** Each fault of a rate limiter is caught, by the tests that are about it. */
@Execution(ExecutionMode.CONCURRENT)
class RateLimiterFaultsTest {

  @Test
  void whatHasNoFaultFailsNothing() {
    assertThat(Contracts.failuresOf(FaultyRateLimiters.WithoutFault.class)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsCaught(Class<?> faulty, String[] tests) {
    assertThat(Contracts.failuresOf(faulty)).contains(tests);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(
            FaultyRateLimiters.Leaks.class,
            "whatIsThereCanBeTakenAtOnceAndNoMore",
            "manyAtOnceGetNoMoreThanThereIs"),
        fault(FaultyRateLimiters.DecidesInTwoSteps.class, "manyAtOnceGetNoMoreThanThereIs"),
        fault(
            FaultyRateLimiters.NeverFills.class,
            "aBucketIsFilledEvenly",
            "whoIsRefusedIsToldHowLongToWait"),
        fault(FaultyRateLimiters.FillsTwiceAsFast.class, "aBucketIsFilledEvenly"),
        fault(FaultyRateLimiters.MixesSubjects.class, "eachSubjectHasABudgetOfItsOwn"),
        fault(FaultyRateLimiters.MixesActions.class, "eachActionHasABudgetOfItsOwn"),
        fault(FaultyRateLimiters.TakesWhatThereIs.class, "permitsAreTakenTogetherOrNotAtAll"),
        fault(FaultyRateLimiters.TellsToWaitTooShort.class, "whoIsRefusedIsToldHowLongToWait"),
        fault(
            FaultyRateLimiters.TellsToWaitTooLong.class,
            "whoIsRefusedIsToldHowLongToWait",
            "whoAsksForMoreWaitsLonger"),
        fault(FaultyRateLimiters.RefusesTheUnknown.class, "anActionWithoutALimitPasses"),
        fault(FaultyRateLimiters.TakesAnyNumber.class, "permitsOutOfRangeAreRefused"),
        fault(FaultyRateLimiters.SharesNothing.class, "allNodesDrawOnTheSameBudget"),
        fault(FaultyRateLimiters.ForgetsEarly.class, "aBucketThatIsNotFullYetIsNotForgotten"),
        fault(
            FaultyRateLimiters.RoundsDownEachTime.class,
            "whoAsksTooOftenLosesNothingOfWhatIsFilled"),
        fault(
            FaultyRateLimiters.ForgetsOnClose.class, "whatWasTakenIsNotThereAgainForWhoComesBack"),
        fault(FaultyRateLimiters.NeverCloses.class, "aClosedLimiterRefusesToDecide"));
  }

  private static Arguments fault(Class<?> faulty, String... tests) {
    return arguments(faulty, tests);
  }
}
