package dev.chatengine.transport.ws;

/** The same over TLS. */
class TlsCloseTest extends CloseTest {
  @Override
  boolean speaksTls() {
    return true;
  }
}
