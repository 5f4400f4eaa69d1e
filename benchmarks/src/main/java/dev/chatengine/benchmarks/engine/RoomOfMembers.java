package dev.chatengine.benchmarks.engine;

import dev.chatengine.ChatEngine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A room of an engine with its members, one of which sends. */
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

  /** One member sends a message; returns once the message has come back to it. */
  void send() {
    SilentMember sender = members.get(0);
    long before = sender.received();
    sender.send(message);
    sender.await(before + 1);
  }

  /** How many frames all members together have received. */
  long received() {
    return members.stream().mapToLong(SilentMember::received).sum();
  }
}
