package dev.chatengine.metrics.micrometer;

import dev.chatengine.ChatEngine;
import dev.chatengine.ChatEngineBuilder;
import dev.chatengine.memory.LocalBroadcaster;
import dev.chatengine.memory.LocalBus;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.Traits;
import dev.chatengine.testkit.ManualScheduler;
import dev.chatengine.testkit.RecordingConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Engines that are one chat, on one manual scheduler, with parts of a kind that waits; and what can
 * be done to these parts.
 */
final class Nodes {
  final ManualScheduler scheduler = ManualScheduler.create();

  /** The methods of parts that throw, by their names. */
  final Set<String> failing = new HashSet<>();

  /** What the methods of parts answer with, made of the true answers, by their names. */
  final Map<String, UnaryOperator<Object>> answers = new HashMap<>();

  /** How long a call takes by the clock, before it is answered or fails. */
  Duration taking = Duration.ZERO;

  /** What the newest node's bus gives to it. */
  Broadcaster.@Nullable Receiver receiver;

  private final MessageStore store = MemoryMessageStore.create();
  private final LocalBus bus = LocalBus.create();
  private MemoryPresenceRegistry registry = emptyRegistry();

  private MemoryPresenceRegistry emptyRegistry() {
    return MemoryPresenceRegistry.builder().shared(true).nanoClock(scheduler::nanoTime).build();
  }

  ChatEngine start(UnaryOperator<ChatEngineBuilder> options) {
    ChatEngineBuilder builder =
        ChatEngine.builder()
            .scheduler(scheduler)
            .messageStore(remote(MessageStore.class, () -> store))
            .presenceRegistry(remote(PresenceRegistry.class, () -> registry))
            .broadcaster(broadcaster());
    return options.apply(builder).build();
  }

  ChatEngine start() {
    return unlimited(builder -> builder);
  }

  ChatEngine unlimited(UnaryOperator<ChatEngineBuilder> options) {
    return start(builder -> options.apply(builder.connectionRate(RateLimit.UNLIMITED)));
  }

  /** The registry comes back empty. */
  void loseRegistry() {
    registry = emptyRegistry();
  }

  private Broadcaster broadcaster() {
    LocalBroadcaster local = bus.broadcaster();
    return remote(Broadcaster.class, () -> local);
  }

  /** A part's calls, as they are over a network: they may fail, and take their time. */
  private <T> T remote(Class<T> type, java.util.function.Supplier<? extends T> part) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(part.get(), method, arguments)));
  }

  private Object call(Object part, Method method, Object @Nullable [] arguments) throws Throwable {
    String name = method.getName();
    if (name.equals("traits")) {
      return new Traits(true, false, false);
    }
    if (name.equals("start") && arguments != null) {
      receiver = (Broadcaster.Receiver) arguments[0];
    }
    if (name.equals("append") && !taking.isZero()) {
      scheduler.advance(taking);
    }
    if (failing.contains(name)) {
      throw new IllegalStateException("out of reach");
    }
    try {
      Object answer = method.invoke(part, arguments);
      return answers.getOrDefault(name, UnaryOperator.identity()).apply(answer);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  // ---- clients

  RecordingConnection guest(ChatEngine engine) {
    return connect(engine, ConnectionRequest.builder("127.0.0.1").build());
  }

  RecordingConnection connect(ChatEngine engine, ConnectionRequest request) {
    RecordingConnection client = RecordingConnection.connect(engine, request, scheduler::execute);
    scheduler.runUntilIdle();
    return client;
  }

  RecordingConnection user(ChatEngine engine, String name) {
    RecordingConnection client = guest(engine);
    send(client, "{'type':'set_username','username':'" + name + "'}");
    return client;
  }

  RecordingConnection member(ChatEngine engine, String name, String room) {
    RecordingConnection client = user(engine, name);
    join(client, room);
    return client;
  }

  void join(RecordingConnection client, String room) {
    send(client, "{'type':'join_room','room':'" + room + "'}");
  }

  void say(RecordingConnection client, String content) {
    send(client, "{'type':'chat_message','content':'" + content + "'}");
  }

  /** Sends a frame, written with single quotes. */
  void send(RecordingConnection client, String json) {
    client.send(json.replace('\'', '"'));
    scheduler.runUntilIdle();
  }
}
