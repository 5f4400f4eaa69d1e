package dev.chatengine.engine.telemetry;

import dev.chatengine.protocol.ErrorCode;
import dev.chatengine.spi.Admission;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** The counters of a node. Safe for all threads. */
public final class Counters {
  public final LongAdder connections = new LongAdder();
  public final EnumCounters<Admission.Cause> connectionsRefused =
      EnumCounters.of(Admission.Cause.class);
  public final CloseCounts closes = new CloseCounts();
  public final LongAdder openRooms = new LongAdder();
  public final LongAdder members = new LongAdder();

  public final LongAdder messagesStored = new LongAdder();
  public final LongAdder messagesDuplicate = new LongAdder();
  public final LongAdder messagesRefused = new LongAdder();
  public final LongAdder messagesUnknown = new LongAdder();
  public final LongAdder messagesOverloaded = new LongAdder();
  public final LongAdder privateMessages = new LongAdder();

  public final LongAdder joined = new LongAdder();
  public final LongAdder rejoined = new LongAdder();
  public final LongAdder joinsRefused = new LongAdder();
  public final LongAdder joinsAbandoned = new LongAdder();

  public final LongAdder deliveries = new LongAdder();
  public final LongAdder slowConsumersClosed = new LongAdder();
  public final LongAdder framesDropped = new LongAdder();
  public final EnumCounters<ErrorCode> errors = EnumCounters.of(ErrorCode.class);

  /** Refused by the limit of one connection. */
  public final LongAdder rateLimited = new LongAdder();

  /** Refused by the host's limiter. */
  public final LongAdder limiterRefused = new LongAdder();

  public final LongAdder gapsHealed = new LongAdder();
  public final LongAdder leasesExpired = new LongAdder();
  public final LongAdder registryResets = new LongAdder();
  public final LongAdder busPublished = new LongAdder();
  public final LongAdder busReceived = new LongAdder();
  public final LongAdder busFailures = new LongAdder();
  public final LongAdder busDropped = new LongAdder();
  public final LongAdder busReconnects = new LongAdder();
  public final LongAdder eventsDropped = new LongAdder();

  public Counters() {}

  /** The errors that were sent to clients, by their codes on the wire. */
  public Map<String, Long> errorsByWireName() {
    Map<String, Long> named = new TreeMap<>();
    errors.sums().forEach((code, count) -> named.put(code.wireName(), count));
    return named;
  }
}
