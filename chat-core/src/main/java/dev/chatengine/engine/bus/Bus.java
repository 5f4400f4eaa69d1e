package dev.chatengine.engine.bus;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.model.Address;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.BusCodec;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Broadcaster.Envelope;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes events to other nodes. The events of one thread keep their order; events that gather
 * while a call of the broadcaster is under way go with the next call. A bounded number of bytes
 * waits. If events cannot be published, the other nodes are asked to check their rooms for gaps
 * once the bus works again.
 *
 * <p>Safe for all threads.
 */
public final class Bus {
  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
  private static final int MAX_CALL = 500;
  private static final long MAX_CALL_BYTES = 1 << 20;
  private static final long MAX_WAITING_BYTES = 32 << 20;

  /** The bytes that an envelope counts beside its payload. */
  private static final long OVERHEAD = 200;

  /** Further rooms have to wait for the other nodes' regular comparison. */
  private static final int MAX_TO_CHECK = 20_000;

  private static final Duration MAX_RETRY = Duration.ofSeconds(8);

  private final NodeContext context;
  private final BusCodec codec = new BusCodec();
  private final boolean shared;
  private final SerialExecutor executor;
  private final AtomicLong waitingBytes = new AtomicLong();

  private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
  private final Set<Room> toCheck = new LinkedHashSet<>();
  private boolean calling;
  private boolean retrying;
  private Duration retry = NodeContext.RETRY;

  public Bus(NodeContext context) {
    this.context = context;
    this.shared = context.broadcaster.plugin().traits().shared();
    this.executor = new SerialExecutor(context.scheduler);
  }

  private record Outgoing(Envelope envelope, @Nullable Consumer<Boolean> outcome) {
    long cost() {
      return envelope.payload().remaining() + OVERHEAD;
    }
  }

  /** Whether there may be other nodes. */
  public boolean isShared() {
    return shared;
  }

  public BusCodec codec() {
    return codec;
  }

  /** Publishes an event to the nodes that have members of a room. */
  public void publish(Room room, BusEvent event) {
    if (shared) {
      enqueue(new Outgoing(envelope(room, event), null));
    }
  }

  /** Publishes an event to a room, unless many bytes are waiting. */
  public void publishDroppable(Room room, BusEvent event) {
    if (shared && waitingBytes.get() < MAX_WAITING_BYTES / 2) {
      enqueue(new Outgoing(envelope(room, event), null));
    }
  }

  /**
   * Sends an event to one node.
   *
   * @param outcome gets, on some serial executor, whether the event was published
   */
  public void send(String nodeId, BusEvent event, Consumer<Boolean> outcome) {
    if (!shared) {
      outcome.accept(false);
      return;
    }
    enqueue(new Outgoing(envelope(new NodeAddress(nodeId), event), outcome));
  }

  private Envelope envelope(Address address, BusEvent event) {
    ByteBuffer payload = codec.encode(event);
    if (payload.remaining() > Broadcaster.MAX_PAYLOAD) {
      payload = codec.encode(new BusEvent.CheckForGaps());
    }
    return new Envelope(address, payload);
  }

  private void enqueue(Outgoing outgoing) {
    long cost = outgoing.cost();
    if (waitingBytes.addAndGet(cost) > MAX_WAITING_BYTES) {
      waitingBytes.addAndGet(-cost);
      executor.execute(() -> failed(List.of(outgoing)));
      return;
    }
    executor.execute(
        () -> {
          waiting.add(outgoing);
          work();
        });
  }

  private void work() {
    while (!calling && !waiting.isEmpty()) {
      List<Outgoing> batch = take();
      List<Envelope> envelopes = new ArrayList<>(batch.size());
      batch.forEach(outgoing -> envelopes.add(outgoing.envelope()));
      calling = true;
      context.broadcaster.call(
          executor,
          broadcaster -> {
            broadcaster.publish(envelopes);
            return envelopes;
          },
          new Callback<List<Envelope>>() {
            @Override
            public void onSuccess(List<Envelope> sent) {
              calling = false;
              context.counters.busPublished.add(sent.size());
              retry = NodeContext.RETRY;
              complete(batch, true);
              work();
            }

            @Override
            public void onFailure(Throwable cause) {
              calling = false;
              context.log.warn(
                  LOG, "Publish failed for {} events: {}", batch.size(), cause.toString());
              Bus.this.failed(batch);
              work();
            }
          });
    }
  }

  private List<Outgoing> take() {
    List<Outgoing> batch = new ArrayList<>();
    long bytes = 0;
    while (!waiting.isEmpty() && batch.size() < MAX_CALL && bytes < MAX_CALL_BYTES) {
      Outgoing outgoing = waiting.remove();
      bytes += outgoing.cost();
      batch.add(outgoing);
    }
    waitingBytes.addAndGet(-bytes);
    return batch;
  }

  private void failed(List<Outgoing> batch) {
    context.counters.busFailures.add(batch.size());
    for (Outgoing outgoing : batch) {
      if (outgoing.envelope().address() instanceof Room room && toCheck.size() < MAX_TO_CHECK) {
        toCheck.add(room);
      }
    }
    complete(batch, false);
    retryLater();
  }

  private static void complete(List<Outgoing> batch, boolean sent) {
    for (Outgoing outgoing : batch) {
      Consumer<Boolean> outcome = outgoing.outcome();
      if (outcome != null) {
        outcome.accept(sent);
      }
    }
  }

  /**
   * Tries again later: asks the other nodes to check their rooms for gaps. If there are no such
   * rooms, publishes an event that no node receives, to find out whether the bus works again.
   */
  private void retryLater() {
    if (retrying || context.isClosed()) {
      return;
    }
    retrying = true;
    Duration delay = retry;
    Duration doubled = retry.multipliedBy(2);
    retry = doubled.compareTo(MAX_RETRY) > 0 ? MAX_RETRY : doubled;
    context.scheduler.schedule(
        delay,
        () ->
            executor.execute(
                () -> {
                  retrying = false;
                  if (toCheck.isEmpty()) {
                    // To this node, which a broadcaster leaves out.
                    send(context.settings.nodeId(), new BusEvent.CheckForGaps(), sent -> {});
                  } else {
                    requestChecks();
                  }
                }));
  }

  /** The bus is connected again. */
  public void reconnected() {
    executor.execute(this::requestChecks);
  }

  private void requestChecks() {
    List<Room> rooms = List.copyOf(toCheck);
    toCheck.clear();
    rooms.forEach(room -> publish(room, new BusEvent.CheckForGaps()));
  }
}
