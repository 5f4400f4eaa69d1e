package dev.chatengine.engine.session;

import dev.chatengine.protocol.ClientRequest;

/** What a session hands on. Every method is called on the session's executor. */
public interface SessionHandler {
  /** The session's next frame, while the session is not busy. */
  void handle(Session session, ClientRequest request);

  /** The session is not busy any more, and nothing else is being done for it. */
  void idle(Session session);

  /** The registry may have another state of the session than this node: registers it again. */
  void stale(Session session);

  /** The connection is closed and the last frame is done with. */
  void ended(Session session);
}
