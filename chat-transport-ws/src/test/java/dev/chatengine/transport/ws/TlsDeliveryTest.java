package dev.chatengine.transport.ws;

/** The same over TLS. */
class TlsDeliveryTest extends DeliveryTest {
  @Override
  boolean speaksTls() {
    return true;
  }
}
