package dev.chatengine.engine.session;

import dev.chatengine.model.Direct;
import dev.chatengine.model.Position;
import dev.chatengine.protocol.Since;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.OutboundFrame;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The private logs of one session. While its client catches up with a log, live messages of that
 * log are not sent, since the catch-up reads them. Belongs to the session's executor.
 */
public final class SessionDirects {
  /** How many logs may get messages while the missed ones are looked for. */
  private static final int MAX_PASSED = 1_000;

  private final EarlyFrames frames;
  private final Outbound outbound;
  private final RegistrationState registration;
  private Set<Direct> catchingUp = Set.of();

  /**
   * The positions before live messages that were not sent while the missed ones are looked for.
   * Null at all other times.
   */
  private @Nullable Map<Direct, Since> passed;

  /** How far logs were sent to the client, for the last logs that were; oldest first. */
  private @Nullable Map<Direct, Position> sent;

  /** How far logs were sent on the connections before this one. */
  private DirectPositions sentBefore = DirectPositions.UNKNOWN;

  SessionDirects(EarlyFrames frames, Outbound outbound, RegistrationState registration) {
    this.frames = frames;
    this.outbound = outbound;
    this.registration = registration;
  }

  /**
   * The next message of a private log.
   *
   * @param position the message's position
   */
  public void deliver(Direct direct, Position position, OutboundFrame frame) {
    if (catchingUp.contains(direct) || has(direct, position)) {
      return;
    }
    if (passed == null) {
      frames.deliver(frame);
      noteSent(direct, position);
    } else if (passed.size() < MAX_PASSED) {
      passed.putIfAbsent(
          direct, new Since(position.epoch(), position.seq() - 1, position.revision()));
    } else {
      outbound.close(CloseCode.RESTARTING, "too many private messages while resuming");
    }
  }

  /** Sends nothing until it is known with which logs the client has to catch up. */
  public void holdAll() {
    passed = new LinkedHashMap<>();
  }

  /** Ends {@link #holdAll}; returns the logs of messages that were not sent, and from where on. */
  public Map<Direct, Since> endHolding() {
    Map<Direct, Since> all = passed;
    passed = null;
    return all == null ? Map.of() : all;
  }

  /** The client catches up with some logs: their live messages are not sent until it has. */
  public void beginCatchingUp(Collection<Direct> directs) {
    if (!directs.isEmpty()) {
      catchingUp = new HashSet<>(directs);
    }
  }

  /**
   * The client has caught up with a log.
   *
   * @param position how far it has read the log
   */
  public void endCatchingUp(Direct direct, Position position) {
    catchingUp.remove(direct);
    if (catchingUp.isEmpty()) {
      catchingUp = Set.of();
    }
    noteSent(direct, position);
  }

  // ---- positions that were sent

  /** Whether the client has a message: a feed may begin before the client's position. */
  private boolean has(Direct direct, Position position) {
    Position last = sent == null ? null : sent.get(direct);
    return last != null
        && last.sameEpoch(position)
        && last.seq() >= position.seq()
        && last.revision() >= position.revision();
  }

  private void noteSent(Direct direct, Position position) {
    if (registration.tokenHash() == null || outbound.isClosed()) {
      return;
    }
    Map<Direct, Position> positions = sent;
    if (positions == null) {
      positions = new LinkedHashMap<>();
      sent = positions;
    }
    positions.remove(direct);
    positions.put(direct, position);
    if (positions.size() > DirectPositions.MAX) {
      positions.remove(positions.keySet().iterator().next());
    }
  }

  /** The session resumes another one, to which logs were sent up to these positions. */
  public void resumeFrom(DirectPositions positions) {
    sentBefore = positions;
  }

  /** The payload to hold for the connection that resumes the session, or null for none. */
  public @Nullable ByteBuffer toHold() {
    DirectPositions all =
        sent == null ? sentBefore : sentBefore.with(DirectPositions.of(sent)).last();
    return all.isUnknown() ? null : all.toHeld();
  }
}
