package dev.chatengine.engine;

import dev.chatengine.engine.append.Publisher;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.plugin.Plugins;
import dev.chatengine.engine.request.HostRequests;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.spi.Cluster;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a node. Safe for all threads. */
final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  /** How long the plug-ins may take to close, beyond the time given for the rest. */
  private static final Duration END_TIME = Duration.ofSeconds(2);

  private static final Duration POLL = Duration.ofMillis(10);
  private static final Duration MAX_TIME = Duration.ofDays(1);

  private final NodeContext context;
  private final Plugins plugins;
  private final Sessions sessions;
  private final Publisher publisher;
  private final HostRequests hostRequests;
  private final Runnable stopTimers;
  private final Executor closers;
  private final AtomicReference<@Nullable CompletableFuture<Void>> ending = new AtomicReference<>();

  Shutdown(
      NodeContext context,
      Plugins plugins,
      Sessions sessions,
      Publisher publisher,
      HostRequests hostRequests,
      Runnable stopTimers) {
    this.context = context;
    this.plugins = plugins;
    this.sessions = sessions;
    this.publisher = publisher;
    this.hostRequests = hostRequests;
    this.stopTimers = stopTimers;
    this.closers = context.scheduler.pool("chat-close", 1, 1);
  }

  /**
   * Finishes the requests under way, closes the connections, gives up the lease, and closes the
   * plug-ins. Aborts what is not done within the time. Does not close the scheduler.
   */
  public CompletableFuture<Void> close(Duration timeout) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> before = ending.compareAndExchange(null, mine);
    if (before != null) {
      return before.copy();
    }
    context.beginClosing();
    long nanos = Math.min(TimeUnit.NANOSECONDS.convert(timeout), MAX_TIME.toNanos());
    long deadline = context.scheduler.nanoTime() + Math.max(0, nanos);
    await(
        deadline,
        this::isIdle,
        () -> {
          sessions.all().forEach(sessions::closeForRestart);
          await(deadline, () -> sessions.isEmpty() && publisher.isIdle(), () -> closePlugins(mine));
        });
    return mine.copy();
  }

  /** Whether no message is on its way, and no client waits for a new token. */
  private boolean isIdle() {
    return publisher.isIdle()
        && sessions.all().stream()
            .noneMatch(session -> session.inFlight.isAny() || session.isTakingOver());
  }

  private void await(long deadline, BooleanSupplier condition, Runnable next) {
    if (condition.getAsBoolean() || context.scheduler.nanoTime() - deadline >= 0) {
      next.run();
    } else {
      context.scheduler.schedule(POLL, () -> await(deadline, condition, next));
    }
  }

  /** Closes the plug-ins on another thread, so that one that hangs does not block the host. */
  private void closePlugins(CompletableFuture<Void> ended) {
    Scheduler.Cancellable limit = context.scheduler.schedule(END_TIME, () -> ended.complete(null));
    closers.execute(
        () -> {
          end();
          limit.cancel();
          ended.complete(null);
        });
  }

  private void end() {
    context.markClosed();
    stopTimers.run();
    endQuietly("lease", () -> plugins.presence().release(context.settings.nodeId()));
    endQuietly("broadcaster", plugins.broadcaster()::close);
    endQuietly("presence registry", plugins.presence()::close);
    endQuietly("message store", plugins.store()::close);
    RateLimiter limiter = plugins.rateLimiter();
    if (limiter != null) {
      endQuietly("rate limiter", limiter::close);
    }
    Cluster cluster = plugins.cluster();
    if (cluster != null) {
      endQuietly("cluster", cluster::close);
    }
    endQuietly("requests of the host", hostRequests::close);
    context.log.close();
  }

  private void endQuietly(String what, Runnable close) {
    try {
      close.run();
    } catch (Throwable e) {
      context.log.warn(LOG, "Cannot close the {}", what, e);
    }
  }
}
