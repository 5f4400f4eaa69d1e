package dev.chatengine.transport.ws;

/** The same over TLS. */
class TlsHandshakeTest extends HandshakeTest {
  @Override
  boolean speaksTls() {
    return true;
  }
}
