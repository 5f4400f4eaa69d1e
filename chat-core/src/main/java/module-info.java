/**
 * The chat engine: what a host uses ({@link dev.chatengine}), what it can replace ({@link
 * dev.chatengine.spi}), what is said ({@link dev.chatengine.model}), and the defaults that keep it
 * in memory ({@link dev.chatengine.memory}).
 */
module dev.chatengine.core {
  requires static transitive org.jspecify;
  requires com.fasterxml.jackson.core;
  requires org.slf4j;

  exports dev.chatengine;
  exports dev.chatengine.memory;
  exports dev.chatengine.model;
  exports dev.chatengine.spi;
}
