/** Makes several ChatEngine nodes one chat, over Redis. */
module dev.chatengine.bus.redis {
  requires static transitive org.jspecify;
  requires transitive dev.chatengine.core;
  requires transitive redis.clients.jedis;
  requires org.slf4j;

  exports dev.chatengine.bus.redis;
}
