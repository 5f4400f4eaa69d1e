package dev.chatengine.benchmarks.store;

import dev.chatengine.model.Draft;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Appends to one room like a node of the engine: drafts that come during an append gather for the
 * next.
 */
final class GroupCommit implements AutoCloseable {
  private static final int MAX_BATCH = 64;

  private final MessageStore store;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final LongAdder appends = new LongAdder();
  private final Thread writer = new Thread(this::write, "group-commit");

  GroupCommit(MessageStore store) {
    this.store = store;
    writer.start();
  }

  /** Waits until the draft is stored. */
  AppendResult append(Draft draft) {
    Waiting waiting = new Waiting(draft, new CompletableFuture<>());
    queue.add(waiting);
    return waiting.result.join();
  }

  /** The number of appends. */
  long appends() {
    return appends.sum();
  }

  private void write() {
    List<Waiting> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(queue.take());
        queue.drainTo(batch, MAX_BATCH - 1);
        write(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      // The end.
    }
  }

  private void write(List<Waiting> batch) {
    try {
      appends.increment();
      List<AppendResult> results =
          Drafts.append(store, batch.stream().map(Waiting::draft).toList());
      for (int i = 0; i < results.size(); i++) {
        batch.get(i).result.complete(results.get(i));
      }
    } catch (RuntimeException e) {
      batch.forEach(waiting -> waiting.result.completeExceptionally(e));
    }
  }

  /** No caller may be waiting any more. */
  @Override
  public void close() {
    writer.interrupt();
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Waiting(Draft draft, CompletableFuture<AppendResult> result) {}
}
