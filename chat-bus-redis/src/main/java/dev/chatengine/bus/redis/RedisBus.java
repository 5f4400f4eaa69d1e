package dev.chatengine.bus.redis;

/** Makes several equal nodes one chat, over Redis. */
public final class RedisBus {
  private RedisBus() {}
}
