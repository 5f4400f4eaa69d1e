package dev.chatengine.transport.ws;

/** The same over TLS. */
class TlsLivenessTest extends LivenessTest {
  @Override
  boolean speaksTls() {
    return true;
  }
}
