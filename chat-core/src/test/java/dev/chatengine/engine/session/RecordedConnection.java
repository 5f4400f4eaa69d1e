package dev.chatengine.engine.session;

import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.OutboundFrame;
import java.util.ArrayList;
import java.util.List;

/** A connection that keeps its frames; the test sets how many bytes are pending. */
final class RecordedConnection implements ClientConnection {
  final List<OutboundFrame> frames = new ArrayList<>();
  final List<CloseCode> closed = new ArrayList<>();
  long pending;
  int flushes;

  @Override
  public void enqueue(OutboundFrame frame) {
    frames.add(frame);
  }

  @Override
  public void flush() {
    flushes++;
  }

  @Override
  public long pendingBytes() {
    return pending;
  }

  @Override
  public void close(CloseCode code, String reason) {
    closed.add(code);
  }
}
