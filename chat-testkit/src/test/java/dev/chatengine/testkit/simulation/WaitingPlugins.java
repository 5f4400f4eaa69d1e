package dev.chatengine.testkit.simulation;

import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.Traits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The same plug-ins with the trait of one that waits, so that the engine calls them on their pools
 * and everything else goes on meanwhile. While faults are on, one call in some fails, before or
 * after it has done its work.
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
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              if (method.getName().equals("traits")) {
                return Traits.REMOTE;
              }
              if (method.getName().equals("close")) {
                // It belongs to the other nodes too.
                return null;
              }
              if (away.getAsBoolean()) {
                throw new IllegalStateException("simulated: out of reach");
              }
              return call(plugin.get(), method, args);
            }));
  }

  private Object call(Object plugin, Method method, Object[] args) throws Throwable {
    boolean mayFail = faults && !NEVER_FAIL.contains(method.getName());
    if (mayFail && random.nextInt(ODDS_OF_A_FAULT) == 0) {
      throw new IllegalStateException("simulated: nothing was done");
    }
    Object answer;
    try {
      answer = method.invoke(plugin, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (mayFail && random.nextInt(ODDS_OF_A_FAULT) == 0) {
      throw new IllegalStateException("simulated: done, but the answer was lost");
    }
    return answer;
  }
}
