/** WebSocket transport of ChatEngine. */
module dev.chatengine.transport.ws {
  requires static transitive org.jspecify;
  requires transitive dev.chatengine.core;
  requires org.java_websocket;
  requires org.slf4j;

  exports dev.chatengine.transport.ws;
  exports dev.chatengine.transport.ws.http;
}
