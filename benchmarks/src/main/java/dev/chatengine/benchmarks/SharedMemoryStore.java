package dev.chatengine.benchmarks;

import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.Traits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * One store in memory for several nodes of a process: it costs next to nothing, so that what is
 * measured is the rest. It is called as one on a server is, from a pool.
 */
final class SharedMemoryStore {
  private static final Traits TRAITS = new Traits(true, false, false);

  private final MessageStore store = MemoryMessageStore.create();

  /** For one more node, which closes it without harm. */
  MessageStore forNode() {
    return (MessageStore)
        Proxy.newProxyInstance(
            MessageStore.class.getClassLoader(),
            new Class<?>[] {MessageStore.class},
            (proxy, method, args) -> {
              switch (method.getName()) {
                case "traits":
                  return TRAITS;
                case "close":
                  return null;
                default:
                  try {
                    return method.invoke(store, args);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
              }
            });
  }
}
