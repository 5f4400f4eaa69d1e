package dev.chatengine.engine.session;

import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.Scope;
import dev.chatengine.protocol.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * A client's frame that is being handled.
 *
 * @param session whose frame it is
 * @param ref the reference that the answers contain; null before {@code hello}
 */
public record Request(Session session, @Nullable String ref) {

  /** Sends an answer at once. From any thread. */
  public void reply(ServerFrame frame) {
    session.reply(frame);
  }

  /** Answers that the request failed. From any thread. */
  public void fail(ProtocolError error) {
    session.fail(error, ref);
  }

  /** Answers that the request failed for one of several conversations. From any thread. */
  public void failIn(Scope scope, ProtocolError error) {
    session.reply(new ServerFrame.Failed(error, session.isExtended() ? scope : null, ref));
  }

  /** Answers that the request failed, and ends the busy state of its session. On its executor. */
  public void failAndResume(ProtocolError error) {
    fail(error);
    session.resume();
  }
}
