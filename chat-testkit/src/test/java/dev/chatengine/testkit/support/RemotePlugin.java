package dev.chatengine.testkit.support;

import dev.chatengine.spi.Traits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Makes one plug-in of several nodes look remote: each node gets a plug-in whose traits are {@link
 * Traits#REMOTE} and which stays open when a node closes it.
 */
public final class RemotePlugin {
  private RemotePlugin() {}

  /** Answers the calls of a node. */
  @FunctionalInterface
  public interface Calls {
    /** Answers one call. */
    @Nullable Object answer(Method method, Object[] arguments) throws Throwable;
  }

  /** A plug-in that passes all other calls on. */
  public static <T> T of(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "traits" -> Traits.REMOTE;
                  case "close" -> null;
                  default -> calls.answer(method, arguments);
                }));
  }

  /** Calls the shared plug-in, and throws what it throws. */
  public static @Nullable Object call(Object plugin, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(plugin, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
