package dev.chatengine.engine.log;

import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.spi.OutboundFrame;
import java.util.List;

/** Encodes the frames for a client that catches up. Every method is called on the lane. */
public interface CatchUpListener {
  /** The frames before the history, which reaches a position. */
  List<OutboundFrame> framesBeforeHistory(Position at);

  /** The frames after the history and before newer messages. */
  List<OutboundFrame> framesAfterHistory();

  /** A message that is new to the client. */
  OutboundFrame encode(Message message);

  /** The frames for a client whose log was restarted at a position. */
  List<OutboundFrame> onEpochChanged(Position at);

  /** The client has caught up and gets live messages from now on, or it is disconnected. */
  void onCaughtUp();
}
