package dev.chatengine.testkit.engine;

import dev.chatengine.ChatEngine;
import dev.chatengine.memory.LocalBus;
import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.model.User;
import dev.chatengine.spi.Authenticator;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.testkit.ManualScheduler;
import dev.chatengine.testkit.RecordingConnection;
import dev.chatengine.testkit.support.RemotePlugin;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Several engines of one cluster on one manual scheduler, with faults that a test can switch on.
 */
final class Cluster {
  final ManualScheduler scheduler = ManualScheduler.create();
  final HoldingScheduler pools = new HoldingScheduler(scheduler);
  final FaultyStore store = new FaultyStore();
  final List<ChatEngine> nodes = new ArrayList<>();
  final Set<String> failingOnBus = new HashSet<>();
  final Set<String> failingOnRegistry = new HashSet<>();

  /** What listens on the nodes, in their order. */
  final List<StoryListener> listeners = new ArrayList<>();

  /** What the nodes gave to the bus, in their order. */
  final List<Broadcaster.Receiver> receivers = new ArrayList<>();

  /** Whether what is published is lost on its way, without anybody noticing. */
  boolean deaf;

  /** Whether what is published comes twice. */
  boolean doubling;

  /** What happens before the next unsubscription comes into effect. */
  Runnable duringUnsubscribe = () -> {};

  /** Whether what is published stays on its way until it is {@link #arrive let go}. */
  boolean slow;

  /** Users who need not be connected. */
  final Set<String> absent = new HashSet<>();

  /** Who brings a token is a user of that name, others are guests. */
  private final Authenticator authenticator =
      new Authenticator() {
        @Override
        public Authentication authenticate(ConnectionRequest request) {
          return request
              .token()
              .map(name -> Authentication.accepted(User.of(name, name)))
              .orElse(Authentication.anonymous());
        }

        @Override
        public Optional<User> findUser(String userId) {
          return absent.contains(userId) ? Optional.of(User.of(userId, userId)) : Optional.empty();
        }
      };

  private final Set<Integer> withoutBus = new HashSet<>();
  private final Set<Integer> withoutRegistry = new HashSet<>();
  private final Set<Integer> withoutAnswers = new HashSet<>();
  private final Deque<Runnable> onTheirWay = new ArrayDeque<>();
  private final Map<String, Integer> calls = new HashMap<>();
  private final LocalBus bus = LocalBus.create();
  private MemoryPresenceRegistry registry;

  Cluster(int size) {
    registry = emptyRegistry();
    for (int i = 0; i < size; i++) {
      StoryListener listener = new StoryListener();
      listeners.add(listener);
      nodes.add(
          ChatEngine.builder()
              .nodeId("node" + i)
              .scheduler(pools)
              .messageStore(remoteStore())
              .presenceRegistry(remoteRegistry(i))
              .broadcaster(new DeafBroadcaster(bus.broadcaster(), this, i))
              .authenticator(authenticator)
              .connectionRate(RateLimit.UNLIMITED)
              .listener(listener)
              .build());
    }
  }

  private MemoryPresenceRegistry emptyRegistry() {
    return MemoryPresenceRegistry.builder().shared(true).nanoClock(scheduler::nanoTime).build();
  }

  MessageStore remoteStore() {
    return remote(MessageStore.class, () -> store.plugin, method -> {}, method -> {});
  }

  private PresenceRegistry remoteRegistry(int node) {
    return remote(
        PresenceRegistry.class,
        () -> registry,
        method -> {
          if (withoutRegistry.contains(node) || failingOnRegistry.contains(method)) {
            throw new IllegalStateException("the registry is away");
          }
        },
        method -> {
          if (withoutAnswers.contains(node)) {
            throw new IllegalStateException("the answer was lost");
          }
        });
  }

  /** Takes the registry and the bus away from a node. */
  void cutOff(int node) {
    withoutBus.add(node);
    withoutRegistry.add(node);
  }

  void cutOffFromRegistry(int node) {
    withoutRegistry.add(node);
  }

  /** What it asks the registry for is done, but it does not hear so; or all is well again. */
  void loseAnswers(int node, boolean lose) {
    withoutRegistry.remove(node);
    if (lose) {
      withoutAnswers.add(node);
    } else {
      withoutAnswers.remove(node);
    }
  }

  boolean isWithoutBus(int node) {
    return withoutBus.contains(node);
  }

  /** Gives them back; the bus knows that it was away. */
  void reconnect(int node) {
    withoutRegistry.remove(node);
    if (withoutBus.remove(node)) {
      receivers.get(node).mayHaveMissed(Set.of());
    }
    pass(Duration.ofSeconds(2));
  }

  PresenceRegistry registry() {
    return registry;
  }

  void registryLosesItsMemory() {
    registry = emptyRegistry();
  }

  /** How often a method of the store or the registry was called since this was last asked. */
  int callsOf(String method) {
    Integer count = calls.remove(method);
    return count == null ? 0 : count;
  }

  void onItsWay(Runnable arrival) {
    onTheirWay.add(arrival);
  }

  /** What was on its way arrives, in the order in which it was published. */
  void arrive() {
    for (Runnable next = onTheirWay.poll(); next != null; next = onTheirWay.poll()) {
      next.run();
    }
  }

  /** The same, the last of it first. */
  void arriveInReverse() {
    for (Runnable last = onTheirWay.pollLast(); last != null; last = onTheirWay.pollLast()) {
      last.run();
    }
  }

  /** The same, without the first of it. */
  void arriveButTheFirst() {
    onTheirWay.remove();
    arrive();
  }

  private <T> T remote(
      Class<T> type, Supplier<T> plugin, Consumer<String> before, Consumer<String> after) {
    return RemotePlugin.of(
        type,
        (method, arguments) -> {
          calls.merge(method.getName(), 1, Integer::sum);
          before.accept(method.getName());
          Object answer = RemotePlugin.call(plugin.get(), method, arguments);
          after.accept(method.getName());
          return answer;
        });
  }

  /** A connection of a user whom the authenticator knows. */
  RecordingConnection known(int node, String name) {
    RecordingConnection client =
        RecordingConnection.connect(
            nodes.get(node),
            ConnectionRequest.builder("127.0.0.1").token(name).build(),
            scheduler::execute);
    scheduler.runUntilIdle();
    return client;
  }

  /** A guest. */
  RecordingConnection user(int node, String name) {
    RecordingConnection client = connect(node);
    scheduler.runUntilIdle();
    send(client, "{'type':'set_username','username':'" + name + "'}");
    return client;
  }

  /** A connection of which nothing was handled yet. */
  RecordingConnection connect(int node) {
    return RecordingConnection.connect(nodes.get(node), scheduler::execute);
  }

  RecordingConnection member(int node, String name, String room) {
    return join(user(node, name), room);
  }

  RecordingConnection knownMember(int node, String name, String room) {
    return join(known(node, name), room);
  }

  private RecordingConnection join(RecordingConnection client, String room) {
    send(client, "{'type':'join_room','room':'" + room + "'}");
    client.takeFrames();
    return client;
  }

  void say(RecordingConnection client, String content) {
    send(client, "{'type':'chat_message','content':'" + content + "'}");
  }

  void whisper(RecordingConnection client, String targetId, String content) {
    String frame = "{'type':'private_message','targetId':'%s','content':'%s','ref':'r'}";
    send(client, frame.formatted(targetId, content));
  }

  /** Sends a frame, which may be written with single quotes. */
  void send(RecordingConnection client, String json) {
    client.send(json.replace('\'', '"'));
    pass(Duration.ofMillis(50));
  }

  /** Lets the calls of plug-ins go that wait at the moment, and what follows from them. */
  void letThoseGo() {
    pools.letThoseGo();
    scheduler.runUntilIdle();
  }

  void pass(Duration time) {
    scheduler.advance(time);
  }
}
