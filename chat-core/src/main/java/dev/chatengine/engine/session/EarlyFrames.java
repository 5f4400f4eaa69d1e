package dev.chatengine.engine.session;

import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.OutboundFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps frames from others for a client until it has got its first frame. Belongs to the session's
 * executor.
 */
final class EarlyFrames {
  private static final int MAX = 100;

  private final Outbound outbound;

  /** Null once the client has got its first frame. */
  private @Nullable List<OutboundFrame> waiting = new ArrayList<>(0);

  EarlyFrames(Outbound outbound) {
    this.outbound = outbound;
  }

  /** Sends a frame, at once or after the first one. */
  public void deliver(OutboundFrame frame) {
    List<OutboundFrame> kept = waiting;
    if (kept == null) {
      outbound.send(frame);
      outbound.flush();
    } else if (kept.size() < MAX) {
      kept.add(frame);
    } else {
      outbound.close(CloseCode.RESTARTING, "too many frames before the first one");
    }
  }

  /** The client has got its first frame. */
  void sendWaiting() {
    List<OutboundFrame> frames = waiting;
    waiting = null;
    if (frames != null) {
      frames.forEach(outbound::send);
      outbound.flush();
    }
  }
}
