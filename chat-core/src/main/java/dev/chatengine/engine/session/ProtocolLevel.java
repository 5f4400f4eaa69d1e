package dev.chatengine.engine.session;

/** How much of the protocol a client uses. */
public enum ProtocolLevel {
  /** The client has sent nothing yet, so it may still opt in to the extensions. */
  UNDECIDED,
  BASE,
  EXTENDED
}
