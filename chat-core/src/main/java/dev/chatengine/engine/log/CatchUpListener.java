package dev.chatengine.engine.log;

import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.spi.OutboundFrame;
import java.util.List;

/** Encodes what a client that catches up is sent. Every method is called on the lane. */
public interface CatchUpListener {
  /** What is sent before the history, which reaches a position. */
  List<OutboundFrame> framesBeforeHistory(Position at);

  /** What is sent after the history and before what is new. */
  List<OutboundFrame> framesAfterHistory();

  /** A message that is new to the client. */
  OutboundFrame encode(Message message);

  /** What is sent when the log has started again, at a position. */
  List<OutboundFrame> onEpochChanged(Position at);

  /** Caught up, or disconnected: the client gets what is live from now on. */
  void onCaughtUp();
}
