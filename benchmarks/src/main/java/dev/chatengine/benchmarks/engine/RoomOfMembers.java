package dev.chatengine.benchmarks.engine;

import dev.chatengine.ChatEngine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A room of an engine, with members who listen and one of whom speaks. */
final class RoomOfMembers {
  private static final String TEXT = "x".repeat(100);

  private final List<SilentMember> members = new ArrayList<>();
  private final ByteBuffer message =
      StandardCharsets.UTF_8.encode("{\"type\":\"chat_message\",\"content\":\"" + TEXT + "\"}");

  RoomOfMembers(ChatEngine engine, String room, int size) {
    for (int i = 0; i < size; i++) {
      SilentMember member = new SilentMember(engine, room + "-" + i);
      member.join(room);
      members.add(member);
    }
  }

  /** One member says something, and has it back when this returns. */
  void speak() {
    SilentMember speaker = members.get(0);
    long before = speaker.received();
    speaker.send(message);
    speaker.await(before + 1);
  }

  /** How many frames all members together have got. */
  long received() {
    return members.stream().mapToLong(SilentMember::received).sum();
  }
}
