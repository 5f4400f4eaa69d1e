package dev.chatengine.engine;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes sessions out of rooms in the registry. While it is out of reach they leave all the same,
 * and are registered anew as they are once it is back: a session that is in a room there and not
 * here would be a ghost. Safe for all threads.
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
   * @param tried is run on the lane after the try, whatever its outcome
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
            node.log.warn(
                LOG, "Cannot take session {} out of {}: {}", session.id(), room, cause.toString());
            LocalRoom local = lane.find(room);
            if (local != null) {
              local.assumeLeft(session.member());
            }
            session.execute(session.registration::doubt);
            tried.run();
          }

          @Override
          public void late(Optional<MembershipChange> change) {
            change.ifPresent(left -> node.announceOwn(lane, left));
            // It may have come back meanwhile.
            session.execute(session.registration::doubt);
          }

          @Override
          public void lateFailure() {
            session.execute(session.registration::doubt);
          }
        });
  }
}
