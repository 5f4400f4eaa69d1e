package dev.chatengine.testkit.store;

/** How a write of a store fails. */
public enum WriteFault {
  /** The write has no effect, as if the request had been lost. */
  BEFORE_EFFECT,

  /** The write has its whole effect, but its answer is lost. */
  AFTER_EFFECT
}
