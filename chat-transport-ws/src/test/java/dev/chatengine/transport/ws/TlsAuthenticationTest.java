package dev.chatengine.transport.ws;

/** The same over TLS. */
class TlsAuthenticationTest extends AuthenticationTest {
  @Override
  boolean speaksTls() {
    return true;
  }
}
