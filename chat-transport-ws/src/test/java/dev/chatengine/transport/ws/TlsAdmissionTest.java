package dev.chatengine.transport.ws;

/** The same over TLS. */
class TlsAdmissionTest extends AdmissionTest {
  @Override
  boolean speaksTls() {
    return true;
  }
}
