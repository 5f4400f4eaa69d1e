package dev.chatengine.testkit.simulation;

import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.Traits;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * The same plug-ins with the trait of one that waits, so that the engine calls them on their pools
 * and everything else goes on meanwhile.
 */
final class WaitingPlugins {
  private WaitingPlugins() {}

  static MessageStore waiting(MessageStore store) {
    return waiting(MessageStore.class, store, store.traits());
  }

  static PresenceRegistry waiting(PresenceRegistry registry) {
    return waiting(PresenceRegistry.class, registry, registry.traits());
  }

  private static <T> T waiting(Class<T> type, T plugin, Traits traits) {
    Traits slow = new Traits(traits.shared(), traits.durable(), false);
    InvocationHandler handler =
        (proxy, method, args) -> {
          if (method.getName().equals("traits")) {
            return slow;
          }
          try {
            return method.invoke(plugin, args);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
