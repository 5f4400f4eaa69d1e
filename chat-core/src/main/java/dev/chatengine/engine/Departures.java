package dev.chatengine.engine;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes sessions out of rooms in the registry, as often as it takes: a session that is in a room
 * there and not here would be a ghost. Safe for all threads.
 */
final class Departures {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  private final Node node;

  Departures(Node node) {
    this.node = node;
  }

  /**
   * Takes a busy session out, on the room's lane.
   *
   * @param tried is run on the lane after the first try, whatever its outcome
   */
  void leave(Lane lane, Session session, Room room, Runnable tried) {
    node.presenceCalls.call(
        lane,
        () -> node.presence.leave(session.id(), room),
        new Answer<Optional<MembershipChange>>() {
          @Override
          public void done(Optional<MembershipChange> change) {
            change.ifPresent(left -> node.announceOwn(lane, left));
            tried.run();
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn("Cannot take session {} out of {}", session.id(), room, cause);
            leaveLater(lane, session, room);
            tried.run();
          }

          @Override
          public void late(Optional<MembershipChange> change) {
            change.ifPresent(left -> node.announceOwn(lane, left));
            // It may have come back meanwhile.
            session.execute(session::registerAgain);
          }
        });
  }

  /**
   * Takes a session out once it is not busy, so that no join of its own overtakes the call. Not if
   * it is in the room again, or has ended: then all that it had in the registry is taken out.
   */
  void leaveLater(Lane lane, Session session, Room room) {
    node.scheduler.schedule(
        Node.RETRY,
        () ->
            session.execute(
                () -> {
                  if (session.isGone() || session.isIn(room) || node.isClosed()) {
                    return;
                  }
                  if (session.isBusy()) {
                    leaveLater(lane, session, room);
                    return;
                  }
                  session.busy();
                  lane.execute(
                      () -> leave(lane, session, room, () -> session.execute(session::resume)));
                }));
  }
}
