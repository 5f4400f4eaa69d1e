/** A shop that gains a support chat. */
module dev.chatengine.examples.embedded {
  requires static org.jspecify;
  requires dev.chatengine.core;
  requires dev.chatengine.transport.ws;
  requires jdk.httpserver;
}
