package dev.chatengine.examples.store;

import dev.chatengine.testkit.store.WriteFault;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLTransientException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database of which the next commit fails, before or after its effect, when it is told to. */
final class FailingCommits {
  private final DataSource database;
  private final AtomicReference<@Nullable WriteFault> next = new AtomicReference<>();

  FailingCommits(DataSource database) {
    this.database = database;
  }

  void failNext(WriteFault fault) {
    next.set(fault);
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> {
          Object result = call(database, method, arguments);
          return result instanceof Connection connection ? failing(connection) : result;
        });
  }

  private Connection failing(Connection connection) {
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          WriteFault fault = method.getName().equals("commit") ? next.getAndSet(null) : null;
          if (fault == WriteFault.BEFORE_EFFECT) {
            throw new SQLTransientException("the request is lost");
          }
          Object result = call(connection, method, arguments);
          if (fault == WriteFault.AFTER_EFFECT) {
            throw new SQLTransientException("the answer is lost");
          }
          return result;
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FailingCommits.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
