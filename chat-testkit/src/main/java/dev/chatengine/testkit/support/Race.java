package dev.chatengine.testkit.support;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs tasks on several threads that begin at the same moment. */
public final class Race {
  /** Only ends a deadlock: every test takes far less. */
  private static final int SECONDS = 300;

  private Race() {}

  /** The task of one thread. */
  @FunctionalInterface
  public interface Runner<T> {
    /** Runs as thread number {@code index}. */
    T run(int index) throws Exception;
  }

  /** Starts all tasks at once, each on its own thread, and returns their results in order. */
  public static <T> List<T> run(List<Callable<T>> tasks) {
    return run(tasks.size(), index -> tasks.get(index).call());
  }

  /** The results of all threads, in the order of their numbers. */
  public static <T> List<T> run(int threads, Runner<T> runner) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int index = i;
        futures.add(
            executor.submit(
                () -> {
                  start.await(SECONDS, TimeUnit.SECONDS);
                  return runner.run(index);
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(SECONDS, TimeUnit.SECONDS));
      }
      return results;
    } catch (ExecutionException e) {
      return fail("a thread has thrown", e.getCause());
    } catch (TimeoutException e) {
      return fail("a thread has not ended after " + SECONDS + " seconds", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail("interrupted", e);
    } finally {
      executor.shutdownNow();
    }
  }
}
