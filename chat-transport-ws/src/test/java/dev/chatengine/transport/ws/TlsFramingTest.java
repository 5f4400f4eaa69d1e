package dev.chatengine.transport.ws;

/** The same over TLS. */
class TlsFramingTest extends FramingTest {
  @Override
  boolean speaksTls() {
    return true;
  }
}
