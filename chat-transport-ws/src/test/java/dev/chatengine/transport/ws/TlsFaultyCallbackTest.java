package dev.chatengine.transport.ws;

/** The same over TLS. */
class TlsFaultyCallbackTest extends FaultyCallbackTest {
  @Override
  boolean speaksTls() {
    return true;
  }
}
