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
 * What one session gets of private logs. While its client catches up with a log, that log's live
 * messages pass by, to be read. Belongs to the session's executor.
 */
public final class SessionDirects {
  /** In so many logs something may be said while it is found out what a client has missed. */
  private static final int MAX_PASSED = 1_000;

  private final EarlyFrames frames;
  private final Outbound outbound;
  private final RegistrationState registration;
  private Set<Direct> catchingUp = Set.of();

  /**
   * Before what passed by, while it is found out what the client has missed: it may come later than
   * what it follows. Null at all other times.
   */
  private @Nullable Map<Direct, Since> passed;

  /** How far the client was sent the logs of which it was sent something lately; oldest first. */
  private @Nullable Map<Direct, Position> sent;

  /** How far the connections before this one were sent the logs. */
  private DirectPositions sentBefore = DirectPositions.UNKNOWN;

  SessionDirects(EarlyFrames frames, Outbound outbound, RegistrationState registration) {
    this.frames = frames;
    this.outbound = outbound;
    this.registration = registration;
  }

  /**
   * The next message of a private log.
   *
   * @param position that of the message
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
      outbound.close(CloseCode.RESTARTING, "too much is said meanwhile");
    }
  }

  /** Nothing is sent until it is known with which logs the client has to catch up. */
  public void holdAll() {
    passed = new LinkedHashMap<>();
  }

  /** That is known; returns what passed by meanwhile, and from where to catch up with it. */
  public Map<Direct, Since> endHolding() {
    Map<Direct, Since> all = passed;
    passed = null;
    return all == null ? Map.of() : all;
  }

  /** The client catches up with some logs by itself: nothing of them is sent until it has. */
  public void beginCatchingUp(Collection<Direct> directs) {
    if (!directs.isEmpty()) {
      catchingUp = new HashSet<>(directs);
    }
  }

  /**
   * It has caught up with one.
   *
   * @param position how far it has the log
   */
  public void endCatchingUp(Direct direct, Position position) {
    catchingUp.remove(direct);
    if (catchingUp.isEmpty()) {
      catchingUp = Set.of();
    }
    noteSent(direct, position);
  }

  // ---- what it was sent

  /** A feed whose position was not known may begin before what the client has. */
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

  /** It goes on with a session that had been sent this. */
  public void goOn(DirectPositions positions) {
    sentBefore = positions;
  }

  /** What is to be held for the connection that goes on with the session, or null if nothing is. */
  public @Nullable ByteBuffer toHold() {
    DirectPositions all =
        sent == null ? sentBefore : sentBefore.with(DirectPositions.of(sent)).last();
    return all.isUnknown() ? null : all.toHeld();
  }
}
