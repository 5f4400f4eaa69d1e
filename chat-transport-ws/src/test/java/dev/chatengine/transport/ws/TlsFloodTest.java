package dev.chatengine.transport.ws;

/** The same over TLS. */
class TlsFloodTest extends FloodTest {
  @Override
  boolean speaksTls() {
    return true;
  }
}
