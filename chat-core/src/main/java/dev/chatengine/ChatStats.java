package dev.chatengine;

import dev.chatengine.engine.telemetry.Counters;
import dev.chatengine.spi.Admission;
import java.util.Collections;
import java.util.Map;

/**
 * The counters of one node. Counts begin when the engine is built, and never decrease; numbers
 * described with "now" may. They are read one after the other while the node works, so their sums
 * may differ slightly. Immutable.
 */
public final class ChatStats {
  /** In {@link #closes()}: all close codes that have no count of their own. */
  public static final int OTHER_CLOSE_CODES = 0;

  private final int connections;
  private final int rooms;
  private final int members;
  private final long connectionsOpened;
  private final Map<Admission.Cause, Long> connectionsRefused;
  private final Map<Integer, Long> closes;
  private final long messagesStored;
  private final long messagesDuplicate;
  private final long messagesRefused;
  private final long messagesUnknown;
  private final long messagesOverloaded;
  private final long privateMessages;
  private final long joined;
  private final long rejoined;
  private final long joinsRefused;
  private final long joinsAbandoned;
  private final long deliveries;
  private final long slowConsumersClosed;
  private final long framesDropped;
  private final Map<String, Long> errors;
  private final long rateLimitedByConnection;
  private final long rateLimitedByLimiter;
  private final long gapsHealed;
  private final long leasesExpired;
  private final long registryResets;
  private final long eventsPublished;
  private final long eventsReceived;
  private final long eventsUnpublished;
  private final long eventsIgnored;
  private final long busReconnects;
  private final long eventsDropped;

  ChatStats(int connections, Counters counters) {
    this.connections = connections;
    rooms = counters.openRooms.intValue();
    members = counters.members.intValue();
    connectionsOpened = counters.connections.sum();
    connectionsRefused = Collections.unmodifiableMap(counters.connectionsRefused.sums());
    closes = Collections.unmodifiableMap(counters.closes.sums());
    messagesStored = counters.messagesStored.sum();
    messagesDuplicate = counters.messagesDuplicate.sum();
    messagesRefused = counters.messagesRefused.sum();
    messagesUnknown = counters.messagesUnknown.sum();
    messagesOverloaded = counters.messagesOverloaded.sum();
    privateMessages = counters.privateMessages.sum();
    joined = counters.joined.sum();
    rejoined = counters.rejoined.sum();
    joinsRefused = counters.joinsRefused.sum();
    joinsAbandoned = counters.joinsAbandoned.sum();
    deliveries = counters.deliveries.sum();
    slowConsumersClosed = counters.slowConsumersClosed.sum();
    framesDropped = counters.framesDropped.sum();
    errors = Collections.unmodifiableMap(counters.errorsByWireName());
    rateLimitedByConnection = counters.rateLimited.sum();
    rateLimitedByLimiter = counters.limiterRefused.sum();
    gapsHealed = counters.gapsHealed.sum();
    leasesExpired = counters.leasesExpired.sum();
    registryResets = counters.registryResets.sum();
    eventsPublished = counters.busPublished.sum();
    eventsReceived = counters.busReceived.sum();
    eventsUnpublished = counters.busFailures.sum();
    eventsIgnored = counters.busDropped.sum();
    busReconnects = counters.busReconnects.sum();
    eventsDropped = counters.eventsDropped.sum();
  }

  // ---- connections

  /**
   * Connections now.
   *
   * @return how many
   */
  public int connections() {
    return connections;
  }

  /**
   * Connections that were opened.
   *
   * @return how many
   */
  public long connectionsOpened() {
    return connectionsOpened;
  }

  /**
   * Clients that were refused, by the kind of reason.
   *
   * @return a count for each cause
   */
  public Map<Admission.Cause, Long> connectionsRefused() {
    return connectionsRefused;
  }

  /**
   * Connections that have ended, by the close code: those of {@link dev.chatengine.spi.CloseCode}
   * and of RFC 6455 (1000 to 1015; 1006 is a connection that was lost), and {@link
   * #OTHER_CLOSE_CODES} for all others.
   *
   * @return a count for each of these codes
   */
  public Map<Integer, Long> closes() {
    return closes;
  }

  // ---- rooms

  /**
   * Rooms that have members on this node now.
   *
   * @return how many
   */
  public int rooms() {
    return rooms;
  }

  /**
   * Connections of this node that are in rooms now, once for each room.
   *
   * @return how many
   */
  public int members() {
    return members;
  }

  /**
   * Times that a client joined a room.
   *
   * @return how many
   */
  public long joined() {
    return joined;
  }

  /**
   * Times that a client returned to a room because its session was resumed.
   *
   * @return how many
   */
  public long rejoined() {
    return rejoined;
  }

  /**
   * Requests to join that were refused: the client has no name, the room's name is not valid, the
   * client is not allowed to join, or it is in too many rooms.
   *
   * @return how many
   */
  public long joinsRefused() {
    return joinsRefused;
  }

  /**
   * Joins, also of resumed clients, whose connection ended before the join was done.
   *
   * @return how many
   */
  public long joinsAbandoned() {
    return joinsAbandoned;
  }

  // ---- messages

  /**
   * Messages stored through this node.
   *
   * @return how many
   */
  public long messagesStored() {
    return messagesStored;
  }

  /**
   * Messages that were sent again and had been stored before.
   *
   * @return how many
   */
  public long messagesDuplicate() {
    return messagesDuplicate;
  }

  /**
   * Messages that the store refused.
   *
   * @return how many
   */
  public long messagesRefused() {
    return messagesRefused;
  }

  /**
   * Messages of which it is not known whether the store has them. If a late answer shows that it
   * has, the message also counts as stored.
   *
   * @return how many
   */
  public long messagesUnknown() {
    return messagesUnknown;
  }

  /**
   * Messages that were not given to the store because too many were waiting.
   *
   * @return how many
   */
  public long messagesOverloaded() {
    return messagesOverloaded;
  }

  /**
   * Messages that the store refused or may have lost.
   *
   * @return {@link #messagesRefused} and {@link #messagesUnknown}
   */
  public long storeFailures() {
    return messagesRefused + messagesUnknown;
  }

  /**
   * Private messages that were delivered without being stored.
   *
   * @return how many
   */
  public long privateMessages() {
    return privateMessages;
  }

  /**
   * Messages enqueued for connections, once for each connection.
   *
   * @return how many
   */
  public long deliveries() {
    return deliveries;
  }

  // ---- errors and limits

  /**
   * Errors that were sent to clients, by their codes on the wire.
   *
   * @return a count for each code
   */
  public Map<String, Long> errors() {
    return errors;
  }

  /**
   * Requests that were refused by a rate limit.
   *
   * @return {@link #rateLimitedByConnection} and {@link #rateLimitedByLimiter}
   */
  public long rateLimited() {
    return rateLimitedByConnection + rateLimitedByLimiter;
  }

  /**
   * Frames refused by the limit of one connection.
   *
   * @return how many
   */
  public long rateLimitedByConnection() {
    return rateLimitedByConnection;
  }

  /**
   * Messages, private messages and connections refused by the {@link
   * dev.chatengine.spi.RateLimiter}.
   *
   * @return how many
   */
  public long rateLimitedByLimiter() {
    return rateLimitedByLimiter;
  }

  /**
   * Connections that were closed because too much was queued for them.
   *
   * @return how many
   */
  public long slowConsumersClosed() {
    return slowConsumersClosed;
  }

  /**
   * Typing and presence frames that were dropped because much was queued.
   *
   * @return how many
   */
  public long framesDropped() {
    return framesDropped;
  }

  // ---- the nodes

  /**
   * Times that the node found messages in the store that the bus had not delivered.
   *
   * @return how many
   */
  public long gapsHealed() {
    return gapsHealed;
  }

  /**
   * Times that this node's lease had expired, so that its users counted as gone.
   *
   * @return how many
   */
  public long leasesExpired() {
    return leasesExpired;
  }

  /**
   * Times that the presence registry had lost its data, and this node's lease with it.
   *
   * @return how many
   */
  public long registryResets() {
    return registryResets;
  }

  /**
   * Times that the bus reported that events may be lost, because it was reconnected or a queue was
   * full. The node then compares its rooms with the store and the registry.
   *
   * @return how many
   */
  public long busReconnects() {
    return busReconnects;
  }

  /**
   * Events published to other nodes.
   *
   * @return how many
   */
  public long eventsPublished() {
    return eventsPublished;
  }

  /**
   * Events received from other nodes.
   *
   * @return how many
   */
  public long eventsReceived() {
    return eventsReceived;
  }

  /**
   * Events that could not be published. The other nodes are asked to check for gaps later.
   *
   * @return how many
   */
  public long eventsUnpublished() {
    return eventsUnpublished;
  }

  /**
   * Events of other nodes that were ignored because too many were waiting. The node compares its
   * rooms with the store and the registry instead.
   *
   * @return how many
   */
  public long eventsIgnored() {
    return eventsIgnored;
  }

  // ---- the host

  /**
   * Events of which listeners were not notified because too many were waiting.
   *
   * @return how many
   */
  public long eventsDropped() {
    return eventsDropped;
  }
}
