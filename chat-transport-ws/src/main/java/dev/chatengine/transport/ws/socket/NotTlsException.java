package dev.chatengine.transport.ws.socket;

import java.io.IOException;

/** The client seems to use plain HTTP where TLS is required. */
public final class NotTlsException extends IOException {
  private static final long serialVersionUID = 1L;

  public NotTlsException() {
    super("not TLS");
  }

  /** No stack trace: this is an answer to a client, not a fault of the program. */
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
