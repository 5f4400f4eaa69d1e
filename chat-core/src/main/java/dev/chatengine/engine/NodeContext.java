package dev.chatengine.engine;

import dev.chatengine.protocol.FrameDecoder;
import dev.chatengine.protocol.FrameEncoder;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What every class of a node may need: its settings, its clock and threads, its plug-ins and what
 * it counts. It knows no session and no room. Safe for all threads.
 */
public final class NodeContext {
  /** How long to wait before a failed call is tried again. */
  static final Duration RETRY = Duration.ofSeconds(1);

  final Settings settings;
  final Scheduler scheduler;
  final EventLog log;
  final Counters counters = new Counters();
  final Recorders recorders;
  final Listeners listeners;
  final Health health;
  final PluginCalls<MessageStore> store;
  final PluginCalls<Broadcaster> broadcaster;
  final PluginCalls<PresenceRegistry> presence;
  final FrameDecoder decoder = new FrameDecoder();
  final FrameEncoder encoder = new FrameEncoder();

  private final RandomGenerator random;
  private volatile boolean closing;
  private volatile boolean closed;

  NodeContext(Settings settings, Plugins plugins, Scheduler scheduler) {
    this.settings = settings;
    this.scheduler = scheduler;
    random = scheduler.random();
    log = new EventLog(settings.nodeId(), scheduler);
    recorders = new Recorders(log);
    health = new Health(scheduler, plugins.broadcaster());
    store =
        new PluginCalls<>(
            plugins.store(),
            scheduler,
            "chat-store",
            plugins.store().traits().neverWaits(),
            settings.pool(),
            health.store);
    broadcaster =
        new PluginCalls<>(
            plugins.broadcaster(),
            scheduler,
            "chat-bus",
            plugins.broadcaster().traits().neverWaits(),
            settings.pool(),
            health.bus);
    presence =
        new PluginCalls<>(
            plugins.presence(),
            scheduler,
            "chat-presence",
            plugins.presence().traits().neverWaits(),
            settings.pool(),
            health.presence);
    listeners = new Listeners(scheduler, plugins.listeners(), counters, log);
  }

  Instant now() {
    return Instant.ofEpochMilli(scheduler.currentTimeMillis());
  }

  /** How long to wait before something is tried again: about {@link #RETRY}, never the same. */
  Duration retryDelay() {
    return RETRY.dividedBy(2).plusNanos(random.nextLong(RETRY.toNanos()));
  }

  String newMessageId() {
    long high = (random.nextLong() & 0xFFFFFFFFFFFF0FFFL) | 0x4000L;
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  /** Whether the node begins no new work. */
  boolean isClosing() {
    return closing;
  }

  void beginClosing() {
    closing = true;
  }

  /** Whether the node has given up its plug-ins. */
  boolean isClosed() {
    return closed;
  }

  void markClosed() {
    closed = true;
  }
}
