package dev.chatengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.chatengine.engine.context.Settings;
import dev.chatengine.memory.LocalBroadcaster;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.spi.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptionsTest {

  /** An option, its setter, values that it accepts and values that it refuses. */
  record Option<T>(
      String name, BiConsumer<Settings.Builder, T> setter, List<T> allowed, List<T> refused) {
    void set(Settings.Builder options, T value) {
      setter.accept(options, value);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Option<Integer> ints(
      String name, BiConsumer<Settings.Builder, Integer> setter, int least, int most) {
    return new Option<>(name, setter, List.of(least, most), List.of(least - 1, most + 1));
  }

  static Stream<Option<?>> options() {
    return Stream.of(
        new Option<>(
            "nodeId",
            Settings.Builder::nodeId,
            List.of("n", "n".repeat(64)),
            List.of("", "n".repeat(65))),
        new Option<>(
            "connectionRate",
            Settings.Builder::connectionRate,
            List.of(RateLimit.perSecond(1), RateLimit.UNLIMITED),
            List.of()),
        ints("historyOnJoin", Settings.Builder::historyOnJoin, 0, 1_000),
        ints("maxContentLength", Settings.Builder::maxContentLength, 1, 65_536),
        ints("maxUsernameLength", Settings.Builder::maxUsernameLength, 2, 128),
        ints("maxRoomNameLength", Settings.Builder::maxRoomNameLength, 1, 128),
        new Option<>(
            "maxQueuedBytes",
            Settings.Builder::maxQueuedBytes,
            List.of(65_536L, 1L << 30),
            List.of(0L, 65_535L, (1L << 30) + 1)),
        ints("maxSessions", Settings.Builder::maxSessions, 1, 10_000_000),
        new Option<>(
            "lease",
            Settings.Builder::lease,
            List.of(Duration.ofSeconds(1), Duration.ofMinutes(10)),
            List.of(
                Duration.ZERO,
                Duration.ofSeconds(1).minusNanos(1),
                Duration.ofMinutes(10).plusNanos(1))),
        new Option<>(
            "pluginDeadline",
            Settings.Builder::pluginDeadline,
            List.of(Duration.ofMillis(1), Duration.ofMinutes(10)),
            List.of(
                Duration.ZERO,
                Duration.ofMillis(-1),
                Duration.ofNanos(999_999),
                Duration.ofMinutes(10).plusNanos(1))));
  }

  @ParameterizedTest
  @MethodSource("options")
  <T> void valuesUpToTheBoundsAreTaken(Option<T> option) {
    for (T value : option.allowed()) {
      assertThatCode(() -> option.set(new Settings.Builder(), value)).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  <T> void valuesBeyondTheBoundsAreRefusedByTheOptionsNameAndSetNothing(Option<T> option) {
    for (T value : option.refused()) {
      Settings.Builder options = new Settings.Builder();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> option.set(options, value))
          .withMessageStartingWith(option.name());
      assertThatCode(() -> option.set(options, option.allowed().get(0))).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  <T> void anOptionIsSetOnce(Option<T> option) {
    Settings.Builder options = new Settings.Builder();
    option.set(options, option.allowed().get(0));

    for (T value : option.allowed()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> option.set(options, value))
          .withMessage(option.name() + " is set already");
    }
  }

  @Test
  void anOptionThatIsNotSetHasItsDefault() {
    assertThat(new Settings.Builder().build("random")).isEqualTo(Settings.defaults("random"));
  }

  @Test
  void optionsThatAreSetBecomeTheSettings() {
    Settings.Builder options = new Settings.Builder();
    options.nodeId("mine");
    options.connectionRate(RateLimit.perSecond(3));
    options.historyOnJoin(7);
    options.maxUsernameLength(8);
    options.maxRoomNameLength(9);
    options.maxContentLength(11);
    options.maxQueuedBytes(100_000);
    options.maxSessions(12);
    options.pluginDeadline(Duration.ofSeconds(13));
    options.lease(Duration.ofSeconds(6));

    Settings settings = options.build("random");

    assertThat(settings.nodeId()).isEqualTo("mine");
    assertThat(settings.connectionRate()).isEqualTo(RateLimit.perSecond(3));
    assertThat(settings.historyOnJoin()).isEqualTo(7);
    assertThat(settings.maxUsernameLength()).isEqualTo(8);
    assertThat(settings.maxRoomNameLength()).isEqualTo(9);
    assertThat(settings.maxContentLength()).isEqualTo(11);
    assertThat(settings.maxQueuedBytes()).isEqualTo(100_000);
    assertThat(settings.maxSessions()).isEqualTo(12);
    assertThat(settings.pool().deadline()).isEqualTo(Duration.ofSeconds(13));
    assertThat(settings.leaseRenewal()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void aPlugInCanBeSetOnlyOnce() {
    MemoryMessageStore store = MemoryMessageStore.builder().build();
    MemoryPresenceRegistry registry = MemoryPresenceRegistry.builder().build();
    ChatEngineBuilder builder =
        ChatEngine.builder()
            .messageStore(store)
            .broadcaster(LocalBroadcaster.create())
            .presenceRegistry(registry);

    assertThatIllegalStateException()
        .isThrownBy(() -> builder.messageStore(store))
        .withMessage("messageStore is set already");
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.broadcaster(LocalBroadcaster.create()))
        .withMessage("broadcaster is set already");
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.presenceRegistry(registry))
        .withMessage("presenceRegistry is set already");
  }
}
