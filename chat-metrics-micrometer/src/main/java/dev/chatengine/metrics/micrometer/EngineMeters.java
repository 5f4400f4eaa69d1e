package dev.chatengine.metrics.micrometer;

import dev.chatengine.ChatEngine;
import dev.chatengine.ChatHealth;
import dev.chatengine.ChatStats;
import dev.chatengine.metrics.micrometer.Registrar.Description;
import dev.chatengine.spi.Admission;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The meters that are read from an engine on request. */
final class EngineMeters {
  private final ChatEngine engine;
  private final Registrar registrar;

  private EngineMeters(ChatEngine engine, Registrar registrar) {
    this.engine = engine;
    this.registrar = registrar;
  }

  static void register(ChatEngine engine, Registrar registrar) {
    EngineMeters meters = new EngineMeters(engine, registrar);
    meters.connections();
    meters.rooms();
    meters.messages();
    meters.clients();
    meters.nodes();
    meters.host();
  }

  private void connections() {
    now("chat.connections", "Current connections", "connections", ChatStats::connections);
    count("chat.connections.opened", "Connections opened so far", ChatStats::connectionsOpened);
    Description refused = new Description("chat.connections.refused", "Connections refused", null);
    for (Admission.Cause cause : Admission.Cause.values()) {
      count(
          refused,
          Tags.of("cause", cause.name().toLowerCase(Locale.ROOT)),
          stats -> stats.connectionsRefused().getOrDefault(cause, 0L));
    }
    Description closed = new Description("chat.connections.closed", "Connections closed", null);
    for (Integer code : engine.stats().closes().keySet()) {
      count(
          closed,
          Tags.of("code", code == ChatStats.OTHER_CLOSE_CODES ? "other" : code.toString()),
          stats -> stats.closes().getOrDefault(code, 0L));
    }
  }

  private void rooms() {
    now("chat.rooms", "Current rooms with members on this node", "rooms", ChatStats::rooms);
    now(
        "chat.members",
        "Current memberships of connections in rooms",
        "members",
        ChatStats::members);
    Description joins = new Description("chat.joins", "Requests to join a room, by outcome", null);
    count(joins, outcome("joined"), ChatStats::joined);
    count(joins, outcome("rejoined"), ChatStats::rejoined);
    count(joins, outcome("refused"), ChatStats::joinsRefused);
    count(joins, outcome("abandoned"), ChatStats::joinsAbandoned);
  }

  private void messages() {
    Description messages = new Description("chat.messages", "Messages, by outcome", null);
    count(messages, outcome("stored"), ChatStats::messagesStored);
    count(messages, outcome("duplicate"), ChatStats::messagesDuplicate);
    count(messages, outcome("refused"), ChatStats::messagesRefused);
    count(messages, outcome("unknown"), ChatStats::messagesUnknown);
    count(messages, outcome("overloaded"), ChatStats::messagesOverloaded);
    count(
        "chat.messages.private",
        "Private messages passed on but not kept",
        ChatStats::privateMessages);
    count(
        "chat.deliveries",
        "Messages enqueued for connections, once for each connection",
        ChatStats::deliveries);
  }

  private void clients() {
    Description errors = new Description("chat.errors", "Errors sent to clients", null);
    for (String code : engine.stats().errors().keySet()) {
      count(errors, Tags.of("code", code), stats -> stats.errors().getOrDefault(code, 0L));
    }
    Description limited =
        new Description("chat.rate.limited", "Requests refused by a rate limit", null);
    count(limited, Tags.of("limit", "connection"), ChatStats::rateLimitedByConnection);
    count(limited, Tags.of("limit", "limiter"), ChatStats::rateLimitedByLimiter);
    registrar.gauge(
        new Description("chat.outbound.queued", "Bytes queued for all connections", "bytes"),
        Tags.empty(),
        engine,
        ChatEngine::queuedBytes);
    count(
        "chat.slow.consumers.closed",
        "Connections closed because too much was queued for them",
        ChatStats::slowConsumersClosed);
    count(
        "chat.frames.dropped",
        "Typing and presence frames dropped because much was queued",
        ChatStats::framesDropped);
  }

  private void nodes() {
    count(
        "chat.gaps.healed", "Gaps that the bus left, filled from the store", ChatStats::gapsHealed);
    Description losses =
        new Description("chat.lease.losses", "Leases of this node that were lost", null);
    count(losses, Tags.of("cause", "expired"), ChatStats::leasesExpired);
    count(losses, Tags.of("cause", "registry_reset"), ChatStats::registryResets);
    Description events =
        new Description("chat.bus.events", "Events between nodes, by outcome", null);
    count(events, outcome("published"), ChatStats::eventsPublished);
    count(events, outcome("unpublished"), ChatStats::eventsUnpublished);
    count(events, outcome("received"), ChatStats::eventsReceived);
    count(events, outcome("ignored"), ChatStats::eventsIgnored);
    count("chat.bus.reconnects", "Reconnects and losses of the bus", ChatStats::busReconnects);
    Description available =
        new Description("chat.plugin.available", "1 if a plug-in can be reached, 0 if not", null);
    available(available, "store", ChatHealth::messageStore);
    available(available, "bus", ChatHealth::broadcaster);
    available(available, "presence", ChatHealth::presenceRegistry);
  }

  private void host() {
    count(
        "chat.listener.events.dropped",
        "Events dropped because too many waited for listeners",
        ChatStats::eventsDropped);
  }

  private static Tags outcome(String value) {
    return Tags.of("outcome", value);
  }

  private void available(
      Description what, String plugin, Function<ChatHealth, Optional<String>> outage) {
    registrar.gauge(
        what,
        Tags.of("plugin", plugin),
        engine,
        asked -> outage.apply(asked.health()).isPresent() ? 0 : 1);
  }

  private void now(String name, String description, String unit, ToLongFunction<ChatStats> value) {
    registrar.gauge(
        new Description(name, description, unit),
        Tags.empty(),
        engine,
        asked -> value.applyAsLong(asked.stats()));
  }

  private void count(String name, String description, ToLongFunction<ChatStats> count) {
    count(new Description(name, description, null), Tags.empty(), count);
  }

  private void count(Description what, Tags own, ToLongFunction<ChatStats> count) {
    registrar.counter(what, own, engine, asked -> count.applyAsLong(asked.stats()));
  }
}
