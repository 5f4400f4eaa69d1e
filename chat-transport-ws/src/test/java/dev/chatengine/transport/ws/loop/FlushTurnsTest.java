package dev.chatengine.transport.ws.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlushTurnsTest {
  private static final int MANY = FlushTurns.FEW + 1;
  private static final int OF_MANY = FlushTurns.MANY_IN_ONE_ROUND;

  private final FlushTurns<Integer> turns = new FlushTurns<>();
  private final Set<Integer> waiting = new HashSet<>();

  private void touch(int one) {
    turns.schedule(one, waiting.add(one));
  }

  /** Touches numbers for one cause. */
  private void cause(int from, int count) {
    IntStream.range(from, from + count).forEach(this::touch);
    turns.endCause();
  }

  /** Those flushed in a round, which touches some on its way. */
  private List<Integer> round(int... touchedMeanwhile) {
    List<Integer> flushed = new ArrayList<>();
    turns.round(
        one -> {
          waiting.remove(one);
          flushed.add(one);
          if (flushed.size() == 1) {
            IntStream.of(touchedMeanwhile).forEach(this::touch);
          }
        });
    return flushed;
  }

  private static List<Integer> numbers(int from, int count) {
    return IntStream.range(from, from + count).boxed().toList();
  }

  @Test
  void fewHaveTheirTurnInTheNextRoundWhateverTheirNumberInAll() {
    cause(0, FlushTurns.FEW);
    cause(1_000, FlushTurns.FEW);

    List<Integer> all = new ArrayList<>(numbers(0, FlushTurns.FEW));
    all.addAll(numbers(1_000, FlushTurns.FEW));
    assertThat(round()).isEqualTo(all);
    assertThat(turns.isEmpty()).isTrue();
  }

  @Test
  void manyHaveTheirTurnsInSeveralRounds() {
    cause(0, MANY);

    assertThat(round()).isEqualTo(numbers(0, OF_MANY));
    assertThat(round()).isEqualTo(numbers(OF_MANY, OF_MANY));
    assertThat(turns.isEmpty()).isFalse();
    assertThat(round()).isEqualTo(numbers(2 * OF_MANY, MANY - 2 * OF_MANY));
    assertThat(turns.isEmpty()).isTrue();
  }

  @Test
  void fewDoNotWaitForMany() {
    cause(0, MANY);
    round();
    cause(1_000, 2);

    assertThat(round()).startsWith(1_000, 1_001).hasSize(2 + OF_MANY);
  }

  @Test
  void manyDoNotWaitForFewWhoComeAgainAndAgain() {
    cause(0, MANY);

    for (int next = 0; next < MANY; next += OF_MANY) {
      cause(1_000, FlushTurns.FEW);
      assertThat(round()).contains(next);
    }
  }

  /** Most of a large room may wait already when it is touched again: the rest are many still. */
  @Test
  void theFirstOfManyToComeAgainGoBehindTheOthers() {
    cause(0, MANY);
    round();
    cause(0, MANY);

    assertThat(round()).isEqualTo(numbers(OF_MANY, OF_MANY));
  }

  @Test
  void whoIsTouchedInARoundHasItsTurnInALaterOne() {
    cause(0, 2);

    assertThat(round(0, 1, 5)).containsExactly(0, 1);
    assertThat(turns.isEmpty()).isFalse();
    assertThat(round()).containsExactly(0, 5);
  }

  @Test
  void whoIsTouchedWaitsBeforeTheCauseHasEnded() {
    touch(1);

    assertThat(turns.isEmpty()).isFalse();
    assertThat(round()).containsExactly(1);
  }

  @Test
  void whatARoundTouchesIsNoPartOfTheNextCause() {
    cause(0, 1);
    round(500);
    cause(1_000, FlushTurns.FEW);

    assertThat(round()).hasSize(1 + FlushTurns.FEW);
  }
}
