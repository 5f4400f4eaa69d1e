package dev.chatengine.engine.context;

import dev.chatengine.engine.plugin.Listeners;
import dev.chatengine.engine.plugin.PluginCalls;
import dev.chatengine.engine.plugin.Plugins;
import dev.chatengine.engine.telemetry.Counters;
import dev.chatengine.engine.telemetry.EventLog;
import dev.chatengine.engine.telemetry.Recorders;
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
 * What every class of a node may need: settings, clock, threads, plug-ins and counters. It has no
 * sessions and no rooms. Safe for all threads.
 */
public final class NodeContext {
  /** How long to wait before a failed call is tried again. */
  public static final Duration RETRY = Duration.ofSeconds(1);

  public final Settings settings;
  public final Scheduler scheduler;
  public final EventLog log;
  public final Counters counters = new Counters();
  public final Recorders recorders;
  public final Listeners listeners;
  public final Health health;
  public final PluginCalls<MessageStore> store;
  public final PluginCalls<Broadcaster> broadcaster;
  public final PluginCalls<PresenceRegistry> presence;
  public final FrameDecoder decoder = new FrameDecoder();
  public final FrameEncoder encoder = new FrameEncoder();

  private final RandomGenerator random;
  private volatile boolean closing;
  private volatile boolean closed;

  public NodeContext(Settings settings, Plugins plugins, Scheduler scheduler) {
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

  public Instant now() {
    return Instant.ofEpochMilli(scheduler.currentTimeMillis());
  }

  /** How long to wait before something is tried again: about {@link #RETRY}, at random. */
  public Duration retryDelay() {
    return RETRY.dividedBy(2).plusNanos(random.nextLong(RETRY.toNanos()));
  }

  public String newMessageId() {
    long high = (random.nextLong() & 0xFFFFFFFFFFFF0FFFL) | 0x4000L;
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  /** Whether the node begins no new work. */
  public boolean isClosing() {
    return closing;
  }

  public void beginClosing() {
    closing = true;
  }

  /** Whether the node has given up its plug-ins. */
  public boolean isClosed() {
    return closed;
  }

  public void markClosed() {
    closed = true;
  }
}
