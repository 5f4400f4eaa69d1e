package dev.chatengine.engine.session;

import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.Scope;
import dev.chatengine.protocol.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * A frame of a client's that is being handled, to be answered.
 *
 * @param session whose frame it is
 * @param ref what the answers carry back; null before {@code hello}
 */
public record Request(Session session, @Nullable String ref) {

  /** Sends an answer at once. From any thread. */
  public void reply(ServerFrame frame) {
    session.reply(frame);
  }

  /** Answers that it failed. From any thread. */
  public void fail(ProtocolError error) {
    session.fail(error, ref);
  }

  /**
   * Answers that it failed for one of several conversations, and goes on in others. From any
   * thread.
   */
  public void failIn(Scope scope, ProtocolError error) {
    session.reply(new ServerFrame.Failed(error, session.isExtended() ? scope : null, ref));
  }

  /** Answers that it failed, and resumes the session that it kept busy. On its executor. */
  public void failAndResume(ProtocolError error) {
    fail(error);
    session.resume();
  }
}
