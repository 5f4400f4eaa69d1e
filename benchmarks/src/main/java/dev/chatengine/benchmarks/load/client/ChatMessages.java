package dev.chatengine.benchmarks.load.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The messages of a run: writes them into senders' frames and finds their content in receivers'
 * frames, without allocating an object for any of them.
 */
final class ChatMessages {
  private static final byte[] CONTENT = "\"content\":\"~T".getBytes(StandardCharsets.US_ASCII);
  private static final int MARK = 2;

  private final Layout layout;
  private final Login names;
  private final int payload;
  private final byte[] frame;
  private final int roomAt;
  private final int contentAt;

  /** The index of the content in the last frame: the next frame nearly always has it there, too. */
  private int hint;

  ChatMessages(Layout layout, Login names, int payload) {
    this.layout = layout;
    this.names = names;
    this.payload = payload;
    String head = "{\"type\":\"chat_message\",";
    String room = layout.severalRooms() ? "\"room\":\"" + names.room(0) + "\"," : "";
    String content = "\"content\":\"";
    roomAt = head.length() + "\"room\":\"".length();
    contentAt = head.length() + room.length() + content.length();
    frame =
        (head + room + content + Content.blank(payload) + "\"}")
            .getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends a message from a connection's seat. */
  void send(LoadConnection connection, int seat, int number, long time) {
    if (layout.severalRooms()) {
      byte[] room = names.room(layout.roomOf(seat)).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(room, 0, frame, roomAt, room.length);
    }
    Content.write(frame, contentAt, time, seat, number);
    connection.send(frame);
  }

  /** The index of a message's content; -1 if {@link #send} has not written it. */
  int contentOf(byte[] bytes, int from, int length) {
    int last = from + length - payload - MARK;
    int at = from + hint;
    if (at > last || !isContent(bytes, at)) {
      at = from;
      while (at <= last && !isContent(bytes, at)) {
        at++;
      }
      hint = at - from;
    }
    int content = at + CONTENT.length - MARK;
    if (at > last || content + payload >= from + length || bytes[content + payload] != '"') {
      return -1;
    }
    return content;
  }

  private static boolean isContent(byte[] bytes, int at) {
    int end = at + CONTENT.length;
    return end <= bytes.length
        && bytes[at] == CONTENT[0]
        && Arrays.equals(bytes, at, end, CONTENT, 0, CONTENT.length);
  }
}
