/**
 * The chat engine: the API of a host ({@link dev.chatengine}), the interfaces of plug-ins and
 * transports ({@link dev.chatengine.spi}), messages, users and rooms ({@link
 * dev.chatengine.model}), and default plug-ins in memory ({@link dev.chatengine.memory}).
 */
@SuppressWarnings("module") // The transport is compiled later.
module dev.chatengine.core {
  requires static transitive org.jspecify;
  requires com.fasterxml.jackson.core;
  requires org.slf4j;

  exports dev.chatengine;
  exports dev.chatengine.limit to
      dev.chatengine.transport.ws;
  exports dev.chatengine.memory;
  exports dev.chatengine.model;
  exports dev.chatengine.spi;
}
