package dev.chatengine.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Head;
import dev.chatengine.model.Member;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.Authenticator;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry.SessionLocation;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.testkit.ManualScheduler;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients join, talk, leave and die as a seed tells them, while the scheduler runs what is ready in
 * an order of the seed's. Run ten times as many with {@code -Dthorough}, more with {@code
 * -Dchat.simulation.seeds=100000}, others with {@code -Dchat.simulation.first=5000}, or one again
 * with {@code -Dchat.simulation.seed=1234}.
 */
@Execution(ExecutionMode.CONCURRENT)
class SimulationTest {
  /** How many seeds instead of those that each kind of plug-in has by default. */
  private static final @Nullable Integer SEEDS = Integer.getInteger("chat.simulation.seeds");

  private static final long FIRST = Long.getLong("chat.simulation.first", 0);

  private static final boolean THOROUGH = Boolean.getBoolean("thorough");

  /** So many seeds are run twice to see that they give the same run. */
  private static final int REPEATED = THOROUGH ? 40 : 4;

  private static final int ACTIONS = 150;

  /** How much of what led to a failure is told with it. */
  private static final int TOLD = 30;

  private static final int MAX_CLIENTS = 8;
  private static final int MAX_RESUMERS = 3;

  /** How much a node queues for a client, beside what a client gets on joining. */
  static final int MAX_QUEUED_BYTES = 64 << 10;

  static final int MAX_JOIN_BYTES = 64 << 10;

  private static final int MAX_CONTENT = 4_000;

  /** Characters of 6 bytes: half a dozen such messages are more than a client's queue can take. */
  private static final int LONG_MESSAGE = 1_900;

  private static final int TOO_MANY = 15;

  /** A client that comes back this soon is certainly who it was. */
  private static final Duration IN_TIME = Duration.ofSeconds(5);

  /** After this nothing is left of a client that does not come back. */
  private static final Duration FORGOTTEN = Duration.ofSeconds(60);

  static final List<String> ROOMS = List.of("red", "green", "blue");
  private static final List<String> NAMES = List.of("ann", "bob");

  /** Those whom the authenticator knows, who may have several connections. */
  private static final List<String> USERS = List.of("user1", "user2");

  /** Who brings a token is a user of that id, and every such user can be written to. */
  private static final Authenticator AUTHENTICATOR =
      new Authenticator() {
        @Override
        public Authentication authenticate(ConnectionRequest request) {
          return request
              .token()
              .map(id -> Authentication.accepted(user(id)))
              .orElse(Authentication.anonymous());
        }

        @Override
        public Optional<User> findUser(String userId) {
          return userId.startsWith("user") ? Optional.of(user(userId)) : Optional.empty();
        }

        private User user(String id) {
          return User.builder(id).name(id).build();
        }
      };

  /** Two who get one name within this time may keep it in either order. */
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private static final Duration LEASE = Duration.ofSeconds(10);

  /** Longer than a lease, or not. */
  private static final int MAX_PAUSE_MILLIS = 20_000;

  /** How many nodes there are, and how the store, the registry and the bus behave. */
  enum Plugins {
    /** They never wait, as the defaults. */
    IN_PLACE(1, 40),
    /** They answer later, in any order. */
    WAITING(1, 40),
    /** They also fail now and then, before or after having done what they were asked for. */
    FAILING(1, 40),
    /** Three nodes; what they tell each other overtakes itself. */
    CLUSTER(3, 40),
    /**
     * Nodes are also cut off, stop for a while, close and die, and what they tell each other is
     * lost and doubled.
     */
    FAILING_CLUSTER(3, 200),
    /**
     * Three nodes lose the registry and the bus together, and get them back after shorter or longer
     * than a lease, mostly without what the registry knew.
     */
    FORGETFUL_CLUSTER(3, 120);

    final int nodes;
    private final int seeds;

    Plugins(int nodes, int seeds) {
      this.nodes = nodes;
      this.seeds = THOROUGH ? 10 * seeds : seeds;
    }

    int seeds() {
      return SEEDS == null ? seeds : SEEDS;
    }

    /** Whether the client is to expect less than it is promised of plug-ins that do not fail. */
    boolean failing() {
      return this == FAILING || this == FAILING_CLUSTER || this == FORGETFUL_CLUSTER;
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyClientSeesItsRoomInOrderAndPresenceIsTrue(Plugins plugins) {
    Long one = Long.getLong("chat.simulation.seed");
    long first = one == null ? FIRST : one;
    long last = one == null ? FIRST + plugins.seeds() - 1 : one;
    int received = 0;
    int resumed = 0;
    int conversations = 0;
    for (long seed = first; seed <= last; seed++) {
      Run run = new Run(seed, plugins);
      try {
        received += run.run();
        resumed += run.resumed;
        conversations += run.conversations;
      } catch (AssertionError | RuntimeException e) {
        String what = "seed %d with %s plug-ins: ".formatted(seed, plugins);
        throw new AssertionError(what + e.getMessage() + run.lastOfStory(), e);
      }
    }
    assertThat(received).as("messages that clients received in all").isPositive();
    assertThat(resumed).as("how often clients came back as who they were").isPositive();
    if (one == null && plugins != Plugins.IN_PLACE) {
      assertThat(conversations).as("conversations that began while one was away").isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameRun(Plugins plugins) {
    for (long seed = 0; seed < REPEATED; seed++) {
      Run one = new Run(seed, plugins);
      Run other = new Run(seed, plugins);

      assertThat(one.run()).as("messages received with seed %d", seed).isEqualTo(other.run());
      assertThat(one.story).as("what happens with seed %d", seed).isEqualTo(other.story);
      assertThat(one.scheduler.steps())
          .as("tasks run with seed %d", seed)
          .isEqualTo(other.scheduler.steps());
    }
  }

  /** One seed's run. */
  private static final class Run {
    private final List<String> story = new ArrayList<>();
    private final SplittableRandom random;
    private final ManualScheduler scheduler;
    private final MessageStore store;
    private MemoryPresenceRegistry presence;
    private final WaitingPlugins waiting;
    private final SimulatedBus bus;
    private final Plugins plugins;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final List<ResumingClient> resumers = new ArrayList<>();
    private final SimulatedLog log = new SimulatedLog();
    private final Departures departures = new Departures();
    private final Departures ofClients = new Departures();
    private final SimulatedWhispers whispers = new SimulatedWhispers();
    private int nodeCount;
    private int clientCount;
    private int resumerCount;
    private int postCount;
    private int received;
    int resumed;
    int conversations;
    private int strangerCount;
    private long goneAt = Long.MIN_VALUE;
    private boolean registryIsAway;

    Run(long seed, Plugins plugins) {
      random = new SplittableRandom(seed);
      scheduler = ManualScheduler.seeded(seed);
      store =
          MemoryMessageStore.builder()
              .clock(() -> Instant.ofEpochMilli(scheduler.currentTimeMillis()))
              .build();
      presence = emptyRegistry();
      waiting = new WaitingPlugins(random.split());
      bus = new SimulatedBus(scheduler, random.split());
      this.plugins = plugins;
      for (int i = 0; i < plugins.nodes; i++) {
        nodes.add(node());
      }
    }

    private <T> T any(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    String lastOfStory() {
      int from = Math.max(0, story.size() - TOLD);
      return "\n  " + String.join("\n  ", story.subList(from, story.size()));
    }

    private MemoryPresenceRegistry emptyRegistry() {
      return MemoryPresenceRegistry.builder().shared(true).nanoClock(scheduler::nanoTime).build();
    }

    private SimulatedNode node() {
      waiting.faults(false);
      SimulatedNode node = new SimulatedNode("node" + ++nodeCount, scheduler, bus.end());
      node.start(
          builder -> {
            if (plugins != Plugins.IN_PLACE) {
              builder
                  .messageStore(waiting.waiting(store, node::isCut))
                  .presenceRegistry(
                      waiting.waiting(() -> presence, () -> registryIsAway || node.isCut()))
                  .authenticator(AUTHENTICATOR);
            } else {
              builder.messageStore(store).presenceRegistry(presence.another());
            }
            if (plugins.nodes > 1) {
              builder.broadcaster(node.bus);
            }
            return builder
                .connectionRate(RateLimit.UNLIMITED)
                .historyOnJoin(5)
                .maxContentLength(MAX_CONTENT)
                .maxQueuedBytes(MAX_QUEUED_BYTES);
          });
      return node;
    }

    /** What a task enqueues it flushes: a transport may keep it for itself until then. */
    private void requireFlushed() {
      clients.forEach(client -> requireFlushed(client.connection()));
      resumers.forEach(client -> requireFlushed(client.connection()));
    }

    private static void requireFlushed(RecordingConnection connection) {
      if (!connection.isFlushed()) {
        throw new AssertionError("a task has ended without a flush of what it enqueued");
      }
    }

    int run() {
      for (int i = 0; i < ACTIONS; i++) {
        faults(plugins.failing());
        act();
        int steps = random.nextInt(6);
        for (int step = 0; step < steps; step++) {
          scheduler.step();
          requireFlushed();
        }
        if (plugins.nodes > 1) {
          scheduler.advance(Duration.ofMillis(random.nextInt(30)));
        }
        follow();
        if (random.nextInt(10) == 0) {
          settle();
        }
      }
      settle();
      faults(plugins.failing());
      clients.forEach(client -> client.connection().disconnect());
      resumers.forEach(this::quit);
      resumers.clear();
      settle();
      everybodyIsGone();
      return received;
    }

    private void faults(boolean on) {
      boolean atRandom = on && plugins != Plugins.FORGETFUL_CLUSTER;
      waiting.faults(atRandom);
      bus.faults(atRandom);
    }

    private void act() {
      int dice = random.nextInt(130);
      if (dice >= 100) {
        actResuming(dice);
      } else if (clients.isEmpty() || (dice < 8 && clients.size() < MAX_CLIENTS)) {
        come();
      } else if (dice < 50) {
        actAs(any(clients), dice);
      } else if (dice < 53 && plugins.nodes > 1) {
        int millis = random.nextInt(MAX_PAUSE_MILLIS);
        story.add(millis + " ms go by");
        scheduler.advance(Duration.ofMillis(millis));
      } else if (dice < 60 && plugins == Plugins.FAILING_CLUSTER) {
        befall(random.nextInt(nodes.size()), dice);
      } else if (dice < 55 && plugins == Plugins.FORGETFUL_CLUSTER) {
        loseRegistry();
      } else if (dice < 61 && plugins.failing()) {
        loseMemory();
        story.add("the registry loses its memory");
      } else if (dice < 64) {
        post();
      } else {
        any(clients).say();
        story.add("somebody speaks");
      }
    }

    private void come() {
      String name = "client" + ++clientCount;
      SimulatedNode node = any(nodes);
      boolean known = plugins != Plugins.IN_PLACE && random.nextInt(3) == 0;
      ConnectionRequest request =
          ConnectionRequest.builder("127.0.0.1").token(known ? userOrStranger() : null).build();
      SimulatedClient client =
          new SimulatedClient(
              name,
              node,
              known,
              RecordingConnection.connect(node.engine(), request, node.scheduler::execute),
              log,
              whispers,
              departures,
              ofClients);
      clients.add(client);
      if (!known) {
        client.setName(name);
      }
      story.add(name + " comes to " + node.name + " as " + request.token().orElse("a guest"));
    }

    /** What somebody says first to another is a conversation that the other cannot know. */
    private String userOrStranger() {
      return random.nextInt(3) == 0 ? "userFromAfar" + ++strangerCount : any(USERS);
    }

    /** Somebody who may be away; perhaps one who comes back. */
    private @Nullable String whisperTarget() {
      List<ResumingClient> known = resumers.stream().filter(ResumingClient::isKnown).toList();
      return !known.isEmpty() && random.nextBoolean() ? any(known).token() : any(clients).id();
    }

    private void actAs(SimulatedClient client, int dice) {
      if (dice < 27) {
        String room = any(ROOMS);
        client.join(room);
        story.add(client.name + " joins " + room);
      } else if (dice < 34) {
        client.leave();
        story.add(client.name + " leaves");
      } else if (dice < 37) {
        client.type();
      } else if (dice < 42) {
        String targetId = whisperTarget();
        if (targetId != null) {
          client.whisper(
              targetId, clients.stream().filter(one -> one.isReachableAs(targetId)).toList());
          story.add(client.name + " whispers to " + targetId);
        }
      } else if (dice < 45) {
        if (!client.isKnown()) {
          String name = any(NAMES);
          client.setName(name);
          story.add(client.name + " wants to be " + name);
        }
      } else {
        client.disconnect();
        clients.remove(client);
        received += client.received();
        story.add(client.name + " dies");
      }
    }

    private void actResuming(int dice) {
      if (resumers.isEmpty() || (dice < 103 && resumers.size() < MAX_RESUMERS)) {
        comeResuming();
        return;
      }
      ResumingClient client = any(resumers);
      String room = any(ROOMS);
      if (dice < 107) {
        client.want(room);
        story.add(client.name + " wants to be in " + room);
      } else if (dice < 109) {
        client.leave(room);
        story.add(client.name + " wants to leave " + room);
      } else if (dice < 116) {
        if (client.isKnown() && random.nextInt(3) == 0) {
          whisper(client);
        } else if (client.rooms().contains(room)) {
          client.say(room, random.nextInt(3) / 2 * LONG_MESSAGE);
          story.add(client.name + " speaks in " + room);
        }
      } else if (dice < 119) {
        lose(client);
      } else if (dice < 123) {
        comeBack(client);
      } else if (dice < 125) {
        client.stall();
        story.add(client.name + " does not read");
        if (client.rooms().contains(room) && random.nextBoolean()) {
          for (int i = 0; i < TOO_MANY; i++) {
            post(room, "\u0001".repeat(LONG_MESSAGE) + ".");
          }
        }
      } else if (dice < 127) {
        client.unstall();
        story.add(client.name + " reads");
      } else if (dice < 128) {
        quit(client);
        resumers.remove(client);
      } else {
        client.goOn();
      }
    }

    private void whisper(ResumingClient client) {
      String targetId = any(USERS);
      String content = client.whisper(targetId);
      if (content != null) {
        whispers.begun(content, targetId, List.of());
        story.add(client.name + " whispers to " + targetId);
      }
    }

    private void comeResuming() {
      String name = "resumer" + ++resumerCount;
      SimulatedNode node = any(nodes);
      boolean known = plugins != Plugins.IN_PLACE && random.nextInt(3) == 0;
      String token = known ? any(USERS) : null;
      resumers.add(
          new ResumingClient(name, token, node, plugins.failing(), log, departures, store));
      story.add(name + " comes to " + node.name + " as " + (known ? token : "a guest"));
    }

    private void lose(ResumingClient client) {
      if (!client.isAway()) {
        client.lose();
        story.add(client.name + " loses its connection");
      }
    }

    private void comeBack(ResumingClient client) {
      SimulatedNode node = any(nodes);
      boolean inTime =
          scheduler.nanoTime() - client.goneAt(scheduler.nanoTime()) < IN_TIME.toNanos();
      client.comeBack(node, inTime && !plugins.failing());
      story.add(client.name + " comes back to " + node.name);
    }

    private void quit(ResumingClient client) {
      client.quit();
      received += client.received();
      resumed += client.resumed();
      conversations += client.conversations();
      goneAt = scheduler.nanoTime();
      story.add(client.name + " goes for good");
    }

    private void befall(int index, int dice) {
      SimulatedNode node = nodes.get(index);
      switch (dice) {
        case 53, 54 -> {
          node.cut(!node.isCut());
          story.add(node.name + (node.isCut() ? " is cut off" : " is back"));
        }
        case 55, 56 -> {
          node.pause(!node.isPaused());
          story.add(node.name + (node.isPaused() ? " stops" : " goes on"));
        }
        case 57 -> {
          node.die();
          replace(node);
          story.add(node.name + " dies");
        }
        case 58 -> {
          node.engine().shutdown(Duration.ofSeconds(1));
          replace(node);
          story.add(node.name + " closes");
        }
        default -> {
          // Nothing happens to it.
        }
      }
    }

    /**
     * Another registry takes the place of the one that was. A node that registers a session before
     * it renews its lease has its lease there, as a registry that can lose its memory sees to.
     */
    private void loseMemory() {
      presence = emptyRegistry();
      nodes.forEach(node -> presence.renew(node.name, LEASE));
    }

    /** Takes the registry and the bus away from all nodes, or gives them back. */
    private void loseRegistry() {
      registryIsAway = !registryIsAway;
      nodes.forEach(node -> node.bus.cut(registryIsAway));
      if (registryIsAway && random.nextInt(4) > 0) {
        loseMemory();
      }
      story.add(registryIsAway ? "the registry goes away" : "the registry is back");
    }

    private void replace(SimulatedNode node) {
      nodes.remove(node);
      clients.removeIf(client -> client.node == node);
      resumers.forEach(client -> client.nodeHasGone(node));
      nodes.add(node());
    }

    private void post() {
      post(any(ROOMS), "");
    }

    private void post(String room, String more) {
      SimulatedNode node = any(nodes);
      String content = "host says " + ++postCount + more;
      node.engine()
          .post(room, User.system(), content)
          .whenComplete(
              (message, failure) -> {
                if (failure == null) {
                  log.acknowledged(content);
                  node.listener.posted(message);
                }
              });
      story.add("the host posts to " + room + " through " + node.name);
    }

    private void follow() {
      clients.forEach(SimulatedClient::follow);
      resumers.forEach(client -> client.follow(scheduler.nanoTime()));
    }

    /** Lets everything come to rest, and compares what the clients believe with what is so. */
    private void settle() {
      scheduler.runUntilIdle();
      faults(false);
      if (registryIsAway) {
        loseRegistry();
      }
      nodes.forEach(
          node -> {
            node.cut(false);
            node.pause(false);
          });
      follow();
      if (goneAt != Long.MIN_VALUE && scheduler.nanoTime() - goneAt < FORGOTTEN.toNanos()) {
        pass(FORGOTTEN);
      }
      for (int i = 0; i < 9; i++) {
        follow();
        boolean allHasCome = i > 0;
        resumers.forEach(client -> comeToRest(client, allHasCome));
        pass(Duration.ofSeconds(plugins.failing() ? 20 : 5));
      }
      log.compareWith(store, ROOMS);
      if (!plugins.failing()) {
        whispers.haveArrived();
        clients.forEach(this::listenersKnowWhereItIs);
      }
      nodes.forEach(node -> node.listener.hasReceivedEachOnce());
      clients.forEach(this::hasItsName);
      if (plugins == Plugins.FORGETFUL_CLUSTER) {
        NAMES.forEach(this::firstHolderHasIt);
        clients.stream()
            .filter(client -> !client.isKnown() && !client.connection().isClosed())
            .forEach(client -> ofClients.areNoMoreThanThereWere(String.valueOf(client.id())));
        ofClients.forget();
      }
      clients.forEach(SimulatedClient::settle);
      resumers.forEach(this::isAtRest);
      membersAreKnown();
    }

    /** Lets time pass, and clients see when they lose their connections. */
    private void pass(Duration time) {
      long end = scheduler.nanoTime() + time.toNanos();
      while (scheduler.nanoTime() < end) {
        scheduler.advance(Duration.ofSeconds(1));
        follow();
      }
    }

    private void comeToRest(ResumingClient client, boolean allHasCome) {
      client.unstall();
      if (plugins.failing() && allHasCome) {
        // Nobody may have told its former node.
        client.endFormers();
      }
      if (client.isAway()) {
        comeBack(client);
      } else {
        if (allHasCome) {
          client.endReturning();
        }
        client.goOn();
      }
    }

    private void isAtRest(ResumingClient client) {
      assertThat(client.isAtRest()).as("%s has all that it wants", client).isTrue();
      client.formersAreClosed();
      client.hasItsDirects();
      if (!plugins.failing() && !client.isKnown()) {
        departures.areNoMoreThanThereWere(String.valueOf(client.userId()));
      }
    }

    /** Who was told that a name is its own has it. */
    private void hasItsName(SimulatedClient client) {
      String username = client.username();
      if (username != null && !client.connection().isClosed()) {
        assertThat(presence.locate(String.valueOf(client.id())))
            .as("the registered session of %s", client.name)
            .extracting(SessionLocation::username)
            .containsExactly(username);
      }
    }

    /** Of all who were given a name and are connected, who had it first has it. */
    private void firstHolderHasIt(String name) {
      List<SimulatedClient> given =
          clients.stream()
              .filter(client -> client.wasGiven(name) && !client.connection().isClosed())
              .toList();
      Set<String> holders = new HashSet<>();
      for (SimulatedClient client : given) {
        String id = String.valueOf(client.id());
        boolean has = presence.locate(id).stream().anyMatch(each -> each.username().equals(name));
        if (has) {
          holders.add(id);
          given.forEach(
              other ->
                  assertThat(client.namedAt() - other.namedAt())
                      .as("since when %s has the name of %s", client.name, other.name)
                      .isLessThan(AT_ONCE.toNanos()));
        } else {
          assertThat(client.mayHaveLostItsName())
              .as("%s was told that it lost %s", client.name, name)
              .isTrue();
        }
      }
      assertThat(holders).as("who has %s", name).hasSizeLessThanOrEqualTo(1);
    }

    private void listenersKnowWhereItIs(SimulatedClient client) {
      for (String room : ROOMS) {
        if (!client.isKnown() && !client.connection().isClosed()) {
          assertThat(client.node.listener.members(room).contains(client.id()))
              .as("the listener of %s knows whether %s is in %s", client.node, client.name, room)
              .isEqualTo(room.equals(client.room()));
        }
      }
    }

    private void membersAreKnown() {
      Map<String, Set<String>> present = new HashMap<>();
      for (SimulatedClient client : clients) {
        String room = client.room();
        if (room != null && !client.connection().isClosed()) {
          present.computeIfAbsent(room, name -> new HashSet<>()).add(String.valueOf(client.id()));
        }
      }
      for (ResumingClient client : resumers) {
        for (String room : client.rooms()) {
          present
              .computeIfAbsent(room, name -> new HashSet<>())
              .add(String.valueOf(client.userId()));
        }
      }
      for (String name : ROOMS) {
        Room room = new Room(name);
        Set<String> expected = present.getOrDefault(name, Set.of());
        Map<Conversation, Head> heads = store.heads(Set.of(room));
        long head = heads.getOrDefault(room, Head.EMPTY).seq();
        assertThat(presence.members(room).members().stream().map(Member::userId))
            .as("the registered members of %s", name)
            .containsExactlyInAnyOrderElementsOf(expected);
        for (ResumingClient client : resumers) {
          ResumingRoom state = client.room(name);
          if (state != null) {
            state.isUpToDate(head, expected);
          }
        }
        for (SimulatedClient client : clients) {
          if (name.equals(client.room()) && !client.connection().isClosed()) {
            if (client.knowsItsPlace()) {
              assertThat(client.lastSeq())
                  .as("%s has all of %s", client.name, name)
                  .isEqualTo(head);
            }
            assertThat(client.members().keySet())
                .as("the members of %s as %s sees them", name, client.name)
                .containsExactlyInAnyOrderElementsOf(expected);
          }
        }
      }
    }

    private void everybodyIsGone() {
      clients.forEach(client -> received += client.received());
      for (SimulatedNode node : nodes) {
        assertThat(node.engine().stats().connections())
            .as("connections left at %s", node.name)
            .isZero();
        assertThat(node.engine().stats().rooms()).as("rooms left open").isZero();
        assertThat(node.bus.subscribed())
            .as("subscriptions left beside that to the node itself")
            .allMatch(NodeAddress.class::isInstance);
      }
      assertThat(scheduler.readyTasks()).as("tasks left").isZero();
      assertThat(scheduler.waitingTimers())
          .as("timers beside those of the lease, the comparison and the store's probe")
          .isEqualTo(plugins == Plugins.IN_PLACE ? 1 : 3 * nodes.size());
      for (SimulatedNode node : nodes) {
        var ended = node.engine().shutdown(Duration.ofSeconds(1)).toCompletableFuture();
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(ended).as("the engine's end").isCompleted();
      }
      assertThat(scheduler.waitingTimers()).as("timers left").isZero();
    }
  }
}
