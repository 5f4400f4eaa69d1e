package dev.chatengine.benchmarks.cluster;

import dev.chatengine.ChatEngine;
import dev.chatengine.bus.redis.RedisBus;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.spi.RateLimit;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The cost of a cluster: one, two and three nodes over one Redis, with a shared store in memory.
 * Every room has members on each node; one member sends. Saturated: deliveries a second, each
 * sender waiting for its own message. At a fixed rate: the latency to members on the sender's node
 * and on the others, and the Redis commands for each message.
 */
public final class ClusterCost {
  private static final int MAX_NODES = 3;
  private static final int ROOMS = 20;
  private static final int MEMBERS_ON_EACH_NODE = 5;
  private static final int MESSAGES_PER_SECOND = 1_000;
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final int MAX_SAMPLES = 1 << 20;

  private final PrintStream out;
  private final Duration time;
  private int round;

  public ClusterCost(PrintStream out, Duration time) {
    this.out = out;
    this.time = time;
  }

  /**
   * Measures and prints a table.
   *
   * @param arguments none
   * @throws Exception if a message was lost, doubled or out of order
   */
  public static void main(String[] arguments) throws Exception {
    new ClusterCost(System.out, TIME).run();
  }

  public void run() throws Exception {
    try (RedisServers redis = RedisServers.start()) {
      out.println(
          redis.description()
              + ", "
              + ROOMS
              + " rooms with "
              + MEMBERS_ON_EACH_NODE
              + " members on each node, "
              + time);
      out.println(
          "| nodes | deliveries a second | of them from other nodes | under way here, p50 / p99 µs"
              + " | to other nodes, p50 / p99 µs | Redis commands per message |");
      out.println("|---:|---:|---:|---:|---:|---:|");
      measure(redis, MAX_NODES, false);
      for (int nodes = 1; nodes <= MAX_NODES; nodes++) {
        measure(redis, nodes, true);
      }
    }
  }

  private void measure(RedisServers redis, int nodeCount, boolean printed) throws Exception {
    MemoryMessageStore store = MemoryMessageStore.builder().shared(true).build();
    List<ChatEngine> nodes = new ArrayList<>();
    try {
      for (int i = 0; i < nodeCount; i++) {
        nodes.add(
            ChatEngine.builder()
                .messageStore(store.another())
                .cluster(RedisBus.connect(redis.uri()))
                .connectionRate(RateLimit.UNLIMITED)
                .build());
      }
      Rooms rooms = new Rooms(nodes, "round" + ++round);
      rooms.saturate(time.dividedBy(2));
      double perSecond = rooms.saturate(time);
      rooms.here.clear();
      rooms.elsewhere.clear();
      long before = redis.commands();
      long sent = rooms.sendAtRate(MESSAGES_PER_SECOND, time);
      double commands = (redis.commands() - before) / (double) sent;
      rooms.requireNoFaults();
      if (printed) {
        out.println(
            String.format(
                Locale.ROOT,
                "| %d | %,.0f | %d %% | %s | %s | %.1f |",
                nodeCount,
                perSecond,
                100 * (nodeCount - 1) / nodeCount,
                rooms.here,
                nodeCount == 1 ? "–" : rooms.elsewhere,
                commands));
      }
    } finally {
      nodes.forEach(ChatEngine::close);
    }
  }

  /** The latencies of messages. */
  private static final class Times {
    private final AtomicLongArray nanos = new AtomicLongArray(MAX_SAMPLES);
    private final AtomicLong count = new AtomicLong();

    void add(long time) {
      long index = count.getAndIncrement();
      if (index < MAX_SAMPLES) {
        nanos.set((int) index, time);
      }
    }

    void clear() {
      count.set(0);
    }

    @Override
    public String toString() {
      int size = (int) Math.min(count.get(), MAX_SAMPLES);
      long[] sorted = new long[size];
      Arrays.setAll(sorted, nanos::get);
      Arrays.sort(sorted);
      return size == 0
          ? "–"
          : String.format(
              Locale.ROOT, "%,d / %,d", sorted[size / 2] / 1_000, sorted[size * 99 / 100] / 1_000);
    }
  }

  /** The members of all rooms. In each room, the first member of one node sends. */
  private static final class Rooms {
    final Times here = new Times();
    final Times elsewhere = new Times();
    private final List<NodeMember> senders = new ArrayList<>();
    private final List<NodeMember> members = new ArrayList<>();
    private final List<Integer> roomOf = new ArrayList<>();

    Rooms(List<ChatEngine> nodes, String prefix) throws InterruptedException {
      for (int room = 0; room < ROOMS; room++) {
        int home = room % nodes.size();
        for (int node = 0; node < nodes.size(); node++) {
          Times times = node == home ? here : elsewhere;
          for (int i = 0; i < MEMBERS_ON_EACH_NODE; i++) {
            String name = "m" + i + " of " + node + " in " + room;
            NodeMember member =
                new NodeMember(nodes.get(node), name, prefix + "." + room, times::add);
            members.add(member);
            roomOf.add(room);
            if (node == home && i == 0) {
              senders.add(member);
            }
          }
        }
      }
    }

    /** Each sender sends once its last message has returned. Returns deliveries a second. */
    double saturate(Duration time) throws InterruptedException {
      long[] sent = new long[ROOMS];
      for (int room = 0; room < ROOMS; room++) {
        sent[room] = senders.get(room).received();
      }
      long before = received();
      long start = System.nanoTime();
      while (System.nanoTime() - start < time.toNanos()) {
        boolean idle = true;
        for (int room = 0; room < ROOMS; room++) {
          if (senders.get(room).received() >= sent[room]) {
            sent[room]++;
            senders.get(room).send();
            idle = false;
          }
        }
        if (idle) {
          LockSupport.parkNanos(20_000);
        }
      }
      double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
      double perSecond = (received() - before) / seconds;
      awaitAll();
      return perSecond;
    }

    /** Sends at a fixed rate, in all rooms in turn. Returns the number of messages. */
    long sendAtRate(int perSecond, Duration time) throws InterruptedException {
      long gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
      long start = System.nanoTime();
      long sent = 0;
      for (long due = start; due - start < time.toNanos(); due += gap) {
        while (System.nanoTime() - due < 0) {
          LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
        }
        senders.get((int) (sent++ % ROOMS)).send();
      }
      awaitAll();
      return sent;
    }

    private long received() {
      return members.stream().mapToLong(NodeMember::received).sum();
    }

    /** Waits until all members have received as many messages as the sender of their room. */
    private void awaitAll() throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      long before = -1;
      for (long now = received(); now != before || !areLevel(); now = received()) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("not every member has received every message");
        }
        before = now;
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }

    private boolean areLevel() {
      for (int i = 0; i < members.size(); i++) {
        if (members.get(i).received() != senders.get(roomOf.get(i)).received()) {
          return false;
        }
      }
      return true;
    }

    void requireNoFaults() {
      for (NodeMember member : members) {
        if (!member.fault().isEmpty()) {
          throw new IllegalStateException(member.fault());
        }
      }
    }
  }
}
