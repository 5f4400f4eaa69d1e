package dev.chatengine.bus.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.bus.redis.Commands;
import dev.chatengine.bus.redis.RedisProcess;
import dev.chatengine.bus.redis.TestRedis;
import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** Several engines that are one chat over a Redis of their own, and all of their clients. */
final class RedisChat implements AutoCloseable {
  static final List<String> ROOMS = List.of("red", "green", "blue");

  /** Within that a dead node is noticed. */
  static final Duration LEASE = Duration.ofSeconds(3);

  /** What is on time may be seen late on a machine that is busy with something else. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  static final Duration WITHIN_A_LEASE = LEASE.plus(SLACK);

  /** The longest wait between two tries to connect, and then a lease. */
  static final Duration WHEN_BACK = Duration.ofSeconds(5).plus(WITHIN_A_LEASE);

  private static final Duration POLL = Duration.ofMillis(20);

  final RedisProcess redis;
  final SharedStore store = new SharedStore();
  final List<RedisNode> nodes = new CopyOnWriteArrayList<>();
  final List<CheckedClient> clients = new ArrayList<>();

  /** Those who stay in their rooms. */
  final List<CheckedClient> residents = new ArrayList<>();

  /** Those who stay in their rooms though their nodes are shut down. */
  final List<ReturningClient> returning = new ArrayList<>();

  private final Evidence evidence = new Evidence();
  private int started;

  RedisChat(int size, String... settings) {
    redis = new RedisProcess(TestRedis.executable(), settings);
    for (int i = 0; i < size; i++) {
      nodes.add(start());
    }
  }

  private RedisNode start() {
    return new RedisNode("node" + started++, redis.address(), "test", LEASE, store.forNode());
  }

  /** Shuts a node down, and starts another one in its place, as a restarted process is. */
  void restart(RedisNode node, Duration timeout) {
    node.close(timeout);
    nodes.set(nodes.indexOf(node), start());
  }

  RedisNode node(int index) {
    return nodes.get(index);
  }

  List<RedisNode> liveNodes() {
    return nodes.stream().filter(node -> !node.isDead()).toList();
  }

  /** How often Redis was given a command, as it counts. */
  long callsOfRedis(String command) {
    try (RedisClient client = RedisClient.create("127.0.0.1", redis.address().getPort())) {
      return Commands.calls(client, command);
    }
  }

  /** Lets Redis end the connections over which nodes hear each other, and no others. */
  void endSubscriptions() {
    try (Jedis client = new Jedis(redis.address().getHostString(), redis.address().getPort())) {
      long ended = client.clientKill(new ClientKillParams().type(ClientType.PUBSUB));
      assertThat(ended).as("subscriptions that were ended").isPositive();
    }
  }

  // ---- clients

  CheckedClient guest(int node, String name) {
    CheckedClient client = connect(node, name, null);
    client.setName(name);
    return client;
  }

  /** A connection of somebody whom the authenticator knows. */
  CheckedClient known(int node, String user) {
    return connect(node, user + "@" + node, user);
  }

  private CheckedClient connect(int node, String name, @Nullable String user) {
    CheckedClient client = new CheckedClient(name, node(node), user, evidence);
    clients.add(client);
    return client;
  }

  /** One who stays, in a room. */
  CheckedClient resident(int node, String name, String room) {
    CheckedClient client = guest(node, name);
    client.join(room);
    residents.add(client);
    return client;
  }

  /** One who stays in some rooms, on one node after another; a guest if there is no user. */
  ReturningClient returning(int node, String name, @Nullable String user, List<String> rooms) {
    ReturningClient client = new ReturningClient(name, node(node), user, rooms, evidence);
    returning.add(client);
    return client;
  }

  /** Two on each node in each room, and a user with a connection to each node. */
  void populate() {
    for (int node = 0; node < nodes.size(); node++) {
      for (String room : ROOMS) {
        resident(node, room + "-ann-" + node, room);
        resident(node, room + "-bob-" + node, room);
      }
      CheckedClient everywhere = known(node, "kim");
      everywhere.join(ROOMS.get(0));
      residents.add(everywhere);
    }
    awaitRest();
    clients.forEach(CheckedClient::forgetComingAndGoing);
  }

  List<CheckedClient> residentsOf(RedisNode node) {
    return residents.stream().filter(client -> client.node == node).toList();
  }

  List<CheckedClient> live() {
    return clients.stream()
        .filter(client -> !client.node.isDead() && client.isConnected())
        .toList();
  }

  // ---- waiting

  /** Waits no longer than it takes to notice a dead node. */
  static void waitUntil(String what, ThrowingRunnable assertion) {
    waitUntil(what, WITHIN_A_LEASE, assertion);
  }

  static void waitUntil(String what, Duration atMost, ThrowingRunnable assertion) {
    await(what).atMost(atMost).pollInterval(POLL).pollDelay(Duration.ZERO).untilAsserted(assertion);
  }

  void awaitDegraded(List<RedisNode> some) {
    for (RedisNode node : some) {
      waitUntil(
          node + " says what is wrong",
          () -> {
            assertThat(node.engine.health().broadcaster()).isPresent();
            assertThat(node.engine.health().presenceRegistry()).isPresent();
          });
    }
  }

  void awaitHealthy() {
    for (RedisNode node : liveNodes()) {
      waitUntil(
          node + " is well again",
          WHEN_BACK,
          () -> assertThat(node.engine.health().problems()).isEmpty());
    }
  }

  /** What is said on a node reaches others there, whatever else is out of reach. */
  void awaitLocalChat(RedisNode node) {
    List<CheckedClient> here = residentsOf(node);
    CheckedClient speaker = here.get(0);
    CheckedClient hearer = here.get(1);
    String said = speaker.say();
    waitUntil(hearer + " hears " + speaker, () -> assertThat(hearer.hasSeen(said)).isTrue());
  }

  /** Everybody has seen all of its room, and knows who is there; so does the registry. */
  void awaitRest() {
    awaitRest(WITHIN_A_LEASE);
  }

  void awaitRest(Duration atMost) {
    waitUntil("all has come to rest", atMost, this::isAtRest);
  }

  private void isAtRest() {
    nothingIsWrong();
    for (ReturningClient client : returning) {
      client.goOn(liveNodes());
      assertThat(client.isBack()).as("%s is in its rooms at %s", client, client.node()).isTrue();
      assertThat(client.pending()).as("messages of %s without an ack", client).isZero();
    }
    for (ReturningClient client : returning) {
      for (String room : client.rooms()) {
        assertThat(client.lastSeq(room))
            .as("the last message of %s as %s at %s saw it", room, client, client.node())
            .isEqualTo(store.lastSeq(room));
        assertThat(client.members(room))
            .as("the members of %s as %s at %s sees them", room, client, client.node())
            .isEqualTo(membersOf(room));
      }
    }
    for (CheckedClient client : live()) {
      String room = client.room();
      if (residents.contains(client)) {
        assertThat(room).as("the room of %s", client).isNotNull();
      }
      if (room != null) {
        assertThat(client.lastSeq())
            .as("the last message of %s as %s at %s saw it", room, client, client.node)
            .isEqualTo(store.lastSeq(room));
        assertThat(client.members())
            .as("the members of %s as %s at %s sees them", room, client, client.node)
            .isEqualTo(membersOf(room));
      }
    }
    for (RedisNode node : liveNodes()) {
      for (String room : ROOMS) {
        assertThat(node.engine.members(room).toCompletableFuture().join())
            .as("the registered members of %s", room)
            .extracting(Member::userId)
            .containsExactlyInAnyOrderElementsOf(membersOf(room));
      }
    }
  }

  private Set<String> membersOf(String room) {
    Stream<@Nullable String> live =
        live().stream().filter(client -> room.equals(client.room())).map(CheckedClient::id);
    Stream<@Nullable String> back =
        returning.stream().filter(client -> client.rooms().contains(room)).map(ReturningClient::id);
    return Stream.concat(live, back).map(Objects::requireNonNull).collect(Collectors.toSet());
  }

  // ---- what is to be so at the end

  /** Nobody saw anything that was wrong so far. */
  void nothingIsWrong() {
    clients.forEach(CheckedClient::lastSeq);
    assertThat(evidence.faults()).isEmpty();
  }

  /**
   * Each message is in the store once, where all saw it, and nobody saw anything that was wrong.
   */
  void verify() {
    nothingIsWrong();
    Map<String, String> kept = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (String room : ROOMS) {
      for (Message message : store.log(room)) {
        kept.put(room + " " + message.seq(), message.content());
        counts.merge(message.content(), 1, Integer::sum);
      }
    }
    assertThat(kept).as("what the store has").containsAllEntriesOf(evidence.seen());
    assertThat(counts.values())
        .as("how often each message is in the store")
        .allMatch(count -> count == 1);
    for (CheckedClient client : clients) {
      assertThat(counts.keySet())
          .as("what %s saw itself say", client)
          .containsAll(client.delivered());
    }
    for (CheckedClient client : residents) {
      if (live().contains(client)) {
        assertThat(client.delivered()).as("what %s said", client).isEqualTo(client.said());
      }
    }
  }

  /** No resident has seen another come or go, of a node that was there all the time. */
  void nobodySawResidentsComeOrGo() {
    for (CheckedClient client : live()) {
      for (CheckedClient other : residents) {
        String id = Objects.requireNonNull(other.id());
        assertThat(client.leavesOf(id)).as("%s sees %s leave", client, other).isZero();
        assertThat(client.joinsOf(id)).as("%s sees %s come", client, other).isZero();
      }
    }
  }

  /** Nobody else can take the name of a resident. */
  void namesAreKept() {
    for (CheckedClient resident : residents) {
      String username = resident.username();
      if (username != null && live().contains(resident)) {
        CheckedClient thief = connect(nodes.indexOf(liveNodes().get(0)), "thief", null);
        thief.setName(username);
        waitUntil(
            "the name of " + resident + " is taken",
            () -> assertThat(thief.errors()).containsExactly("username_taken"));
        thief.disconnect();
      }
    }
  }

  @Override
  public void close() {
    nodes.forEach(RedisNode::close);
    redis.close();
  }
}
