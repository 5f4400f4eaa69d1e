package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.spi.AppendResult;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** An engine reports whether its store is available, also without traffic. */
class HealthTest {
  private static final Duration PROBED = Duration.ofSeconds(11);

  private final FaultyStore store = new FaultyStore();
  private final Chat chat = Chat.unlimited(builder -> builder.messageStore(store.plugin));

  @Test
  void anOutageOfTheStoreAndItsEndAreNoticedWithoutClients() {
    chat.pass(PROBED);
    assertThat(chat.engine.health().isDegraded()).isFalse();

    store.failReads(true);
    chat.pass(PROBED);
    assertThat(chat.engine.health().messageStore())
        .hasValueSatisfying(why -> assertThat(why).contains("the store is away"));
    chat.pass(PROBED.multipliedBy(10));
    assertThat(chat.engine.health().isDegraded()).isTrue();

    store.failReads(false);
    chat.pass(PROBED);
    assertThat(chat.engine.health().isDegraded()).isFalse();
  }

  @Test
  void anAppendOfUnknownOutcomeIsAnOutage() {
    RecordingConnection ann = chat.member("ann", "tea");
    store.afterAppend(results -> List.of(new AppendResult.Unknown("no primary")));
    chat.say(ann, "one");
    assertThat(chat.engine.health().messageStore()).hasValue("no primary");

    store.afterAppend(UnaryOperator.identity());
    chat.say(ann, "two");
    assertThat(chat.engine.health().isDegraded()).isFalse();
  }

  @Test
  void anEngineThatWasClosedAsksNoMore() {
    var ended = chat.engine.shutdown(Duration.ofSeconds(1)).toCompletableFuture();
    chat.pass(Duration.ofSeconds(2));
    assertThat(ended).isCompleted();
    assertThat(chat.scheduler.waitingTimers()).isZero();
  }
}
