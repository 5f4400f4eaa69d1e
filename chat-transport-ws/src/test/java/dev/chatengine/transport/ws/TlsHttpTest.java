package dev.chatengine.transport.ws;

/** The same over TLS. */
class TlsHttpTest extends HttpTest {
  @Override
  boolean speaksTls() {
    return true;
  }
}
