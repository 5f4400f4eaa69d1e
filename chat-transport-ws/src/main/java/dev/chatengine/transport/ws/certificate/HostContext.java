package dev.chatengine.transport.ws.certificate;

import java.util.List;
import javax.net.ssl.SSLContext;

/** A context of the host. */
public final class HostContext implements TlsSource {
  private final SSLContext context;

  public HostContext(SSLContext context) {
    this.context = context;
  }

  @Override
  public List<byte[]> read() {
    return List.of();
  }

  @Override
  public TlsContext load(List<byte[]> contents) {
    return TlsContext.of(context, "the host's context");
  }

  @Override
  public String toString() {
    return "the host's context";
  }
}
