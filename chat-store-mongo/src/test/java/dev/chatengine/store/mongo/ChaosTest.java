package dev.chatengine.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.model.Room;
import dev.chatengine.store.mongo.FaultyProxy.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes, each behind a proxy of its own, with many writers, while the server restarts and the
 * connections break, stall, half-close and lose what they carry. A seed tells what comes when: run
 * another, or one again, with {@code -Dchat.chaos.seed=1234}.
 */
@Timeout(300)
class ChaosTest {
  private static final long SEED = Long.getLong("chat.chaos.seed", 1);
  private static final int TIMES = Boolean.getBoolean("thorough") ? 2 : 1;
  private static final int WRITERS = 24;
  private static final int BETWEEN_FAULTS = 100;
  private static final Duration DEADLINE = Duration.ofSeconds(1);

  /** So long that only who hangs gives no answer in it, on however busy a machine. */
  private static final Duration IN_TIME = Duration.ofSeconds(20);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What befalls them, some several times, in an order of the seed's. */
  private enum Fault {
    RESTART,
    CUT,
    DELAY,
    STALL,
    HALF_CLOSE,
    LOSE
  }

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<Room> rooms =
      List.of(new Room("one"), new Room("two"), new Room("three"), new Room("four"));
  private final List<String> story = new ArrayList<>();
  private final List<FaultyProxy> proxies = new ArrayList<>();
  private final List<MongoMessageStore> nodes = new ArrayList<>();

  @Test
  void whatIsAckedIsThereOnceWhateverBefallsServerAndConnections(@TempDir Path directory)
      throws Exception {
    try (DurableMongo server = new DurableMongo(directory)) {
      for (int i = 0; i < 2; i++) {
        FaultyProxy proxy = new FaultyProxy(server.address());
        proxies.add(proxy);
        nodes.add(open(proxy.uri()));
      }
      try {
        run(server);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + SEED + ", " + story + ": " + e.getMessage(), e);
      } finally {
        nodes.forEach(MongoMessageStore::close);
        proxies.forEach(FaultyProxy::close);
      }
    }
  }

  private static MongoMessageStore open(String uri) {
    return MongoMessageStore.connect(uri, MongoStoreOptions.builder().deadline(DEADLINE).build());
  }

  private void run(DurableMongo server) throws Exception {
    try (Writers writers = new Writers(nodes, rooms, WRITERS, random.split(), IN_TIME)) {
      for (Fault fault : faults()) {
        writers.awaitAcked(random.nextInt(BETWEEN_FAULTS));
        strike(fault, server, writers);
      }
      writers.awaitAcked(BETWEEN_FAULTS);
      writers.stop();

      nodes.forEach(writers::check);
      server.stop();
      server.start();
      try (MongoMessageStore later = open(server.uri())) {
        writers.check(later);
      }
      assertThat(writers.unknown()).as("answers that were unknown").isPositive();
      assertThat(nodes.stream().mapToLong(MongoMessageStore::collisions).sum())
          .as("times that nodes met")
          .isPositive();
    }
  }

  private List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      faults.addAll(Collections.nCopies(fault == Fault.RESTART ? 2 * TIMES : TIMES, fault));
    }
    Collections.shuffle(faults, new Random(random.nextLong()));
    return faults;
  }

  private void strike(Fault fault, DurableMongo server, Writers writers) throws IOException {
    int node = random.nextInt(2);
    int count = random.nextInt(1, 8);
    story.add(fault + (fault == Fault.RESTART ? " " : " at node " + node + " ") + count);
    FaultyProxy proxy = proxies.get(node);
    switch (fault) {
      case RESTART -> {
        server.stop();
        writers.awaitUnknown(count);
        server.start();
      }
      case CUT -> {
        proxy.cut();
        writers.awaitUnknown(count);
        proxy.open();
      }
      case DELAY -> {
        proxy.hold();
        await().atMost(PATIENCE).until(() -> proxy.held() >= count);
        proxy.open();
      }
      case STALL -> {
        proxy.hold();
        writers.awaitUnknown(count);
        proxy.open();
      }
      case HALF_CLOSE -> proxy.halfClose(random.nextBoolean());
      case LOSE -> {
        // Goes on through whatever comes next.
        proxy.fates(losing(count));
      }
    }
  }

  /** Loses one in twenty of all requests, or their answers, so many in all. */
  private Function<String, Fate> losing(int count) {
    SplittableRandom own = random.split();
    int[] left = {count};
    return request -> {
      synchronized (own) {
        if (left[0] == 0 || own.nextInt(20) > 0) {
          return Fate.PASS;
        }
        left[0]--;
        return own.nextBoolean() ? Fate.LOSE_REQUEST : Fate.LOSE_ANSWER;
      }
    };
  }
}
