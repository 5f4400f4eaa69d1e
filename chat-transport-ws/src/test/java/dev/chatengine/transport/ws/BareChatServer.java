package dev.chatengine.transport.ws;

import dev.chatengine.spi.Admission;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.OutboundFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the transport costs by itself: a chat server with as little behind the transport as the base
 * protocol allows, in memory, with no engine. For a load generator, not for tests. Arguments: the
 * port, and the number of event loops (1 by default).
 */
final class BareChatServer {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final byte[] ID = bytes("{\"id\":\"");
  private static final byte[] TIMESTAMP = bytes("\",\"timestamp\":\"");
  private static final byte[] END = bytes("\"}");
  private static final byte[] HEX = bytes("0123456789abcdef");
  private static final int HISTORY = 50;

  /** One lock for all: with one event loop nobody ever waits for it. */
  private final Object lock = new Object();

  private final Map<String, Room> rooms = new HashMap<>();
  private long stampedAt;
  private byte[] stamp = {};

  private static final class Room {
    final List<Client> members = new ArrayList<>();
    final ArrayDeque<byte[]> history = new ArrayDeque<>();
  }

  public static void main(String[] arguments) {
    BareChatServer server = new BareChatServer();
    WebSocketTransport transport =
        new WebSocketTransportBuilder(server::connect)
            .bindAddress("127.0.0.1")
            .port(Integer.parseInt(arguments[0]))
            .loops(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1)
            .start();
    System.err.println(transport);
  }

  private BareChatServer() {}

  private ClientSession connect(Admission admission, ClientConnection connection) {
    Client client = new Client(connection);
    client.reply("{\"type\":\"connection\",\"clientId\":\"" + client.id + "\"}");
    return client;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] stamp() {
    long now = System.currentTimeMillis();
    if (now != stampedAt) {
      stampedAt = now;
      stamp = bytes(STAMP.format(Instant.ofEpochMilli(now)));
    }
    return stamp;
  }

  private static void putId(byte[] target, int from) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long bits = random.nextLong();
    for (int i = 0, nibble = 0; i < 36; i++) {
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        target[from + i] = '-';
      } else {
        if (nibble == 16) {
          bits = random.nextLong();
        }
        target[from + i] = HEX[(int) (bits >>> ((nibble++ & 15) * 4)) & 15];
      }
    }
  }

  private static void toRoom(Room room, byte[] payload, @Nullable Client except) {
    OutboundFrame frame = new OutboundFrame(payload);
    List<Client> members = room.members;
    for (int i = 0; i < members.size(); i++) {
      Client member = members.get(i);
      if (member != except) {
        member.connection.enqueue(frame);
        member.connection.flush();
      }
    }
  }

  private final class Client implements ClientSession {
    final ClientConnection connection;
    final String id = UUID.randomUUID().toString();
    String name = "";
    byte[] prefix = {};
    @Nullable Room room;

    Client(ClientConnection connection) {
      this.connection = connection;
    }

    void reply(String text) {
      connection.enqueue(new OutboundFrame(bytes(text)));
      connection.flush();
    }

    @Override
    public void receive(ByteBuffer text) {
      byte[] array = text.array();
      int from = text.arrayOffset() + text.position();
      int to = from + text.remaining();
      int type = value(array, from, to, "type");
      if (type < 0) {
        return;
      }
      synchronized (lock) {
        // The base protocol's types differ in these letters.
        switch (array[type]) {
          case 'c' -> chat(array, from, to);
          case 's' -> {
            name = string(array, from, to, "username");
            reply("{\"type\":\"username_set\",\"username\":\"" + name + "\"}");
          }
          case 'j' -> join(string(array, from, to, "room"));
          default -> {}
        }
      }
    }

    private void chat(byte[] array, int from, int to) {
      Room here = room;
      int content = value(array, from, to, "content");
      if (here == null || content < 0) {
        return;
      }
      int length = end(array, content, to) - content;
      byte[] time = stamp();
      byte[] frame =
          new byte
              [ID.length
                  + 36
                  + prefix.length
                  + length
                  + TIMESTAMP.length
                  + time.length
                  + END.length];
      int at = put(frame, 0, ID, 0, ID.length);
      putId(frame, at);
      at = put(frame, at + 36, prefix, 0, prefix.length);
      at = put(frame, at, array, content, length);
      at = put(frame, at, TIMESTAMP, 0, TIMESTAMP.length);
      at = put(frame, at, time, 0, time.length);
      put(frame, at, END, 0, END.length);
      here.history.add(frame);
      if (here.history.size() > HISTORY) {
        here.history.poll();
      }
      toRoom(here, frame, null);
    }

    private static int put(byte[] target, int at, byte[] source, int from, int length) {
      System.arraycopy(source, from, target, at, length);
      return at + length;
    }

    private void join(String roomName) {
      Room joined = rooms.computeIfAbsent(roomName, key -> new Room());
      String user = "\"username\":\"" + name + "\",\"userId\":\"" + id + "\"";
      toRoom(joined, bytes("{\"type\":\"user_joined\"," + user + "}"), null);
      joined.members.add(this);
      room = joined;
      prefix =
          bytes(
              "\",\"type\":\"message_received\",\"room\":\""
                  + roomName
                  + "\","
                  + "\"userId\":\""
                  + id
                  + "\",\"username\":\""
                  + name
                  + "\",\"content\":\"");
      reply("{\"type\":\"room_joined\",\"room\":\"" + roomName + "\"}");
      StringBuilder history = new StringBuilder("{\"type\":\"message_history\",\"messages\":[");
      for (byte[] message : joined.history) {
        history.append(history.charAt(history.length() - 1) == '[' ? "" : ",");
        history.append(new String(message, StandardCharsets.UTF_8));
      }
      reply(history.append("]}").toString());
      StringBuilder users = new StringBuilder("{\"type\":\"room_users\",\"users\":[");
      for (Client member : joined.members) {
        users.append(users.charAt(users.length() - 1) == '[' ? "" : ",");
        users.append("{\"id\":\"").append(member.id).append("\",\"username\":\"");
        users.append(member.name).append("\"}");
      }
      reply(users.append("]}").toString());
    }

    @Override
    public void drained() {}

    @Override
    public long lowWaterMark() {
      return 1 << 20;
    }

    @Override
    public void closed(int code) {
      synchronized (lock) {
        if (room != null) {
          room.members.remove(this);
        }
      }
    }

    private static String string(byte[] array, int from, int to, String field) {
      int start = value(array, from, to, field);
      return start < 0
          ? ""
          : new String(array, start, end(array, start, to) - start, StandardCharsets.UTF_8);
    }

    /** Where a field's string begins, or -1. */
    private static int value(byte[] array, int from, int to, String field) {
      int length = field.length();
      for (int at = from; at + length + 4 < to; at++) {
        if (array[at] == '"' && array[at + length + 1] == '"' && array[at + length + 2] == ':') {
          int same = 0;
          while (same < length && array[at + 1 + same] == field.charAt(same)) {
            same++;
          }
          if (same == length) {
            int start = at + length + 3;
            while (start < to && array[start] != '"') {
              start++;
            }
            return start + 1;
          }
        }
      }
      return -1;
    }

    private static int end(byte[] array, int start, int to) {
      int at = start;
      while (at < to && array[at] != '"') {
        at += array[at] == '\\' ? 2 : 1;
      }
      return at;
    }
  }
}
