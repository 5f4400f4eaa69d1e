package dev.chatengine.testkit.simulation;

import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.testkit.support.RemotePlugin;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives plug-ins the traits of remote ones, so that the engine calls them on pools and goes on
 * meanwhile. While faults are on, some calls fail before or after they have taken effect.
 */
final class WaitingPlugins {
  private static final Set<String> NEVER_FAIL = Set.of("opened", "released", "close");
  private static final int ODDS_OF_A_FAULT = 12;

  private final SplittableRandom random;
  private boolean faults;

  WaitingPlugins(SplittableRandom random) {
    this.random = random;
  }

  void faults(boolean on) {
    faults = on;
  }

  MessageStore waiting(MessageStore store, BooleanSupplier away) {
    return waiting(MessageStore.class, () -> store, away);
  }

  /** A registry that may be another one, and empty, at any time. */
  PresenceRegistry waiting(Supplier<PresenceRegistry> registry, BooleanSupplier away) {
    return waiting(PresenceRegistry.class, registry, away);
  }

  private <T> T waiting(Class<T> type, Supplier<T> plugin, BooleanSupplier away) {
    return RemotePlugin.of(
        type,
        (method, arguments) -> {
          if (away.getAsBoolean()) {
            throw new IllegalStateException("simulated: out of reach");
          }
          return call(plugin.get(), method, arguments);
        });
  }

  private @Nullable Object call(Object plugin, Method method, Object[] args) throws Throwable {
    boolean mayFail = faults && !NEVER_FAIL.contains(method.getName());
    if (mayFail && random.nextInt(ODDS_OF_A_FAULT) == 0) {
      throw new IllegalStateException("simulated: nothing was done");
    }
    Object answer = RemotePlugin.call(plugin, method, args);
    if (mayFail && random.nextInt(ODDS_OF_A_FAULT) == 0) {
      throw new IllegalStateException("simulated: done, but the answer was lost");
    }
    return answer;
  }
}
