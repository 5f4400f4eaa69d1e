package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.ChatEngine;
import dev.chatengine.ChatEngineBuilder;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.Scheduler;
import dev.chatengine.testkit.ManualScheduler;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** An engine on a manual scheduler, and its clients. */
final class Chat {
  final ManualScheduler scheduler = ManualScheduler.create();
  final HoldingScheduler pools = new HoldingScheduler(scheduler);
  final ChatEngine engine;

  /** Without a limit on frames unless the options set one. */
  Chat(UnaryOperator<ChatEngineBuilder> options) {
    this(UnaryOperator.identity(), options);
  }

  /** The same; the engine uses what is made of the scheduler. */
  Chat(UnaryOperator<Scheduler> used, UnaryOperator<ChatEngineBuilder> options) {
    engine = options.apply(ChatEngine.builder().scheduler(used.apply(pools))).build();
  }

  static Chat create() {
    return unlimited(builder -> builder);
  }

  static Chat unlimited(UnaryOperator<ChatEngineBuilder> options) {
    return new Chat(builder -> options.apply(builder.connectionRate(RateLimit.UNLIMITED)));
  }

  RecordingConnection guest() {
    return connect(ConnectionRequest.builder("127.0.0.1").build());
  }

  RecordingConnection connect(ConnectionRequest request) {
    RecordingConnection client = RecordingConnection.connect(engine, request, scheduler::execute);
    scheduler.runUntilIdle();
    return client;
  }

  RecordingConnection user(String name) {
    RecordingConnection client = guest();
    send(client, "{\"type\":\"set_username\",\"username\":\"" + name + "\"}");
    return client;
  }

  RecordingConnection member(String name, String room) {
    RecordingConnection client = user(name);
    join(client, room);
    client.takeFrames();
    return client;
  }

  /** A client that has opted in. */
  RecordingConnection extended() {
    RecordingConnection client = guest();
    send(client, "{'type':'hello','version':1}");
    client.takeFrames();
    return client;
  }

  /** The same, in a room. */
  RecordingConnection extendedMember(String name, String room) {
    RecordingConnection client = extended();
    send(client, "{'type':'set_username','username':'" + name + "'}");
    join(client, room);
    client.takeFrames();
    return client;
  }

  void join(RecordingConnection client, String room) {
    send(client, "{\"type\":\"join_room\",\"room\":\"" + room + "\"}");
  }

  void leave(RecordingConnection client) {
    send(client, "{\"type\":\"leave_room\"}");
  }

  void say(RecordingConnection client, String content) {
    send(client, "{\"type\":\"chat_message\",\"content\":\"" + content + "\"}");
  }

  /** Sends a frame, which may be written with single quotes. */
  void send(RecordingConnection client, String json) {
    client.send(json.replace('\'', '"'));
    scheduler.runUntilIdle();
  }

  /** Lets the calls of plug-ins go that wait at the moment, and what follows from them. */
  void letThoseGo() {
    pools.letThoseGo();
    scheduler.runUntilIdle();
  }

  void pass(Duration time) {
    scheduler.advance(time);
  }

  /** What a request of the host ends with. */
  <T> T get(CompletionStage<T> stage) {
    scheduler.runUntilIdle();
    var future = stage.toCompletableFuture();
    assertThat(future).as("a request of the host").isDone();
    return future.join();
  }
}
