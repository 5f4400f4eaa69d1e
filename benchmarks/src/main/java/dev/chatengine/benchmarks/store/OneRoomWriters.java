package dev.chatengine.benchmarks.store;

import com.mongodb.client.MongoClient;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.store.mongo.MongoMessageStore;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * One and two stores over one MongoDB, like one and two nodes, that write to one room: messages a
 * second, and how often an insert came after the other node's.
 */
public final class OneRoomWriters {
  private static final int[] SENDERS = {1, 2, 4, 8, 16, 32};
  private static final int ROUNDS = 5;
  private static final Duration ROUND = Duration.ofSeconds(2);

  private final PrintStream out;
  private final Duration round;
  private final int rounds;
  private int measured;

  public OneRoomWriters(PrintStream out, int rounds, Duration round) {
    this.out = out;
    this.rounds = rounds;
    this.round = round;
  }

  /**
   * Measures all cases and prints a table.
   *
   * @param arguments none
   * @throws Exception if a message was not stored
   */
  public static void main(String[] arguments) throws Exception {
    new OneRoomWriters(System.out, ROUNDS, ROUND).run(SENDERS);
  }

  public void run(int... senders) throws Exception {
    try (MongoServers server = MongoServers.start()) {
      out.println(server.description() + ", median of " + rounds + " rounds of " + round);
      out.println(
          "| nodes | senders on each | messages a second | in one append | retries per message |");
      out.println("|---:|---:|---:|---:|---:|");
      measure(server, 1, 8);
      measure(server, 2, 8);
      for (int nodes = 1; nodes <= 2; nodes++) {
        for (int each : senders) {
          List<Round> all = new ArrayList<>();
          for (int i = 0; i < rounds; i++) {
            all.add(measure(server, nodes, each));
          }
          Collections.sort(all);
          print(nodes, each, all.get(rounds / 2));
        }
      }
    }
  }

  private void print(int nodes, int senders, Round round) {
    out.println(
        String.format(
            Locale.ROOT,
            "| %d | %d | %,.0f | %.1f | %.3f |",
            nodes,
            senders,
            round.messagesPerSecond(),
            (double) round.messages() / round.appends(),
            (double) (round.inserts() - round.appends()) / round.messages()));
  }

  private Round measure(MongoServers server, int nodes, int sendersEach) throws Exception {
    // New stores in each round: the embedded server reads every document it has.
    String collections = "round" + ++measured + "_";
    LongAdder inserts = new LongAdder();
    List<Node> open = new ArrayList<>();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      for (int i = 0; i < nodes; i++) {
        open.add(new Node(server, collections, inserts));
      }
      long before = inserts.sum();
      long start = System.nanoTime();
      long end = start + round.toNanos();
      List<Future<Long>> senders = new ArrayList<>();
      for (Node node : open) {
        for (int i = 0; i < sendersEach; i++) {
          senders.add(threads.submit(() -> send(node, end)));
        }
      }
      long messages = 0;
      for (Future<Long> sender : senders) {
        messages += sender.get();
      }
      double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
      long appends = open.stream().mapToLong(node -> node.groupCommit.appends()).sum();
      return new Round(messages / seconds, messages, appends, inserts.sum() - before);
    } finally {
      threads.shutdownNow();
      open.forEach(Node::close);
    }
  }

  private static long send(Node node, long end) {
    long sent = 0;
    while (System.nanoTime() < end) {
      node.groupCommit.append(Drafts.one());
      sent++;
    }
    return sent;
  }

  private record Round(double messagesPerSecond, long messages, long appends, long inserts)
      implements Comparable<Round> {
    @Override
    public int compareTo(Round other) {
      return Double.compare(messagesPerSecond, other.messagesPerSecond);
    }
  }

  /** A store with a client of its own, whose inserts are counted. */
  private static final class Node implements AutoCloseable {
    private final MongoClient client;
    private final MessageStore store;
    final GroupCommit groupCommit;

    Node(MongoServers server, String collections, LongAdder inserts) {
      client =
          server.client(
              new CommandListener() {
                @Override
                public void commandStarted(CommandStartedEvent event) {
                  if (event.getCommandName().equals("insert")) {
                    inserts.increment();
                  }
                }
              });
      store = MongoMessageStore.create(client, server.options(collections));
      groupCommit = new GroupCommit(store);
    }

    @Override
    public void close() {
      groupCommit.close();
      store.close();
      client.close();
    }
  }
}
