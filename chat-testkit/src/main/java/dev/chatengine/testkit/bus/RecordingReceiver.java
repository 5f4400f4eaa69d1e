package dev.chatengine.testkit.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Address;
import dev.chatengine.spi.Broadcaster.Envelope;
import dev.chatengine.spi.Broadcaster.Receiver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Keeps all calls, detects overlapping ones, and lets a test wait for more. */
final class RecordingReceiver implements Receiver {
  private final Duration patience;
  private final AtomicBoolean inside = new AtomicBoolean();
  private final List<Envelope> received = new ArrayList<>();
  private final Set<Address> missed = new HashSet<>();
  private boolean missedAll;
  private volatile Consumer<Envelope> reaction = envelope -> {};
  private volatile boolean overlapped;
  private volatile boolean mayNotBeCalled;
  private volatile boolean calledTooLate;

  RecordingReceiver(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void received(Envelope envelope) {
    enter();
    synchronized (this) {
      received.add(envelope);
      notifyAll();
    }
    try {
      reaction.accept(envelope);
      linger();
    } finally {
      inside.set(false);
    }
  }

  @Override
  public void mayHaveMissed(Set<Address> addresses) {
    enter();
    synchronized (this) {
      missedAll |= addresses.isEmpty();
      missed.addAll(addresses);
      notifyAll();
    }
    inside.set(false);
  }

  /** Long enough for a concurrent second call to overlap with this one. */
  private static void linger() {
    for (int i = 0; i < 1_000; i++) {
      Thread.onSpinWait();
    }
  }

  private void enter() {
    calledTooLate |= mayNotBeCalled;
    overlapped |= !inside.compareAndSet(false, true);
  }

  /** Runs a reaction to each envelope while it is received. */
  void onReceived(Consumer<Envelope> reaction) {
    this.reaction = reaction;
  }

  /** From now on no call may begin. */
  void expectNoCalls() {
    mayNotBeCalled = true;
  }

  boolean wasCalledTooLate() {
    return calledTooLate;
  }

  boolean hasOverlapped() {
    return overlapped;
  }

  /** Waits for a number of envelopes, and returns all so far. */
  synchronized List<Envelope> await(int count) {
    if (!becomes(() -> received.size() >= count)) {
      assertThat(texts()).as("envelopes within %s", patience).hasSizeGreaterThanOrEqualTo(count);
    }
    return List.copyOf(received);
  }

  /** Waits for the notice that envelopes for an address may have been lost. */
  synchronized void awaitMissed(Address address) {
    assertThat(becomes(() -> missedAll || missed.contains(address)))
        .as("notified within %s that envelopes for %s may be lost", patience, address)
        .isTrue();
  }

  synchronized void forgetMissed() {
    missedAll = false;
    missed.clear();
  }

  private synchronized boolean becomes(BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      try {
        wait(Math.max(1, left));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
    return true;
  }

  /** Waits for a number of envelopes, and returns the texts of all so far. */
  List<String> awaitTexts(int count) {
    return await(count).stream().map(RecordingReceiver::text).toList();
  }

  private List<String> texts() {
    return received.stream().map(RecordingReceiver::text).toList();
  }

  static String text(Envelope envelope) {
    return StandardCharsets.UTF_8.decode(envelope.payload().duplicate()).toString();
  }
}
