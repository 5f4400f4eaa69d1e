package dev.chatengine.engine.session;

import dev.chatengine.protocol.ClientRequest;

/** Handles a session's frames and its end. Every method is called on the session's executor. */
public interface SessionHandler {
  /** The session's next frame, while the session is not busy. */
  void handle(Session session, ClientRequest request);

  /** The session is not busy any more. */
  void idle(Session session);

  /** The registry may have another state of the session than this node: registers it again. */
  void stale(Session session);

  /** The connection is closed and the last frame is done. */
  void ended(Session session);
}
