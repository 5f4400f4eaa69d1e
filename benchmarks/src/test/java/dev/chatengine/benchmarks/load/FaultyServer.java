package dev.chatengine.benchmarks.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/** A server that does something wrong with some of the messages. */
final class FaultyServer extends WebSocketServer {
  /** What it does with every twentieth message, for one of the receivers. */
  enum Fault {
    NONE,
    DROPS,
    DUPLICATES,
    SWAPS,
    SENDS_TO_ANOTHER_ROOM,
    CUTS,
    SAYS_ERROR,
    CLOSES
  }

  private static final int EVERY = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Fault fault;
  private final Map<WebSocket, String> rooms = new ConcurrentHashMap<>();
  private final CountDownLatch started = new CountDownLatch(1);

  // By the one worker thread only.
  private int said;
  private @Nullable String held;

  private FaultyServer(Fault fault) {
    super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    this.fault = fault;
    setReuseAddr(true);
    setTcpNoDelay(true);
  }

  static FaultyServer start(Fault fault) throws InterruptedException {
    FaultyServer server = new FaultyServer(fault);
    server.start();
    server.started.await();
    return server;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), getPort());
  }

  @Override
  public void onStart() {
    started.countDown();
  }

  @Override
  public void onOpen(WebSocket socket, ClientHandshake handshake) {
    socket.send("{\"type\":\"connection\"}");
  }

  @Override
  public void onMessage(WebSocket socket, String text) {
    JsonNode frame;
    try {
      frame = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    switch (frame.path("type").asText()) {
      case "set_username" -> socket.send("{\"type\":\"username_set\"}");
      case "join_room" -> {
        rooms.put(socket, frame.path("room").asText());
        socket.send("{\"type\":\"room_joined\"}");
      }
      default -> say(socket, frame.path("content").asText());
    }
  }

  private static void send(WebSocket member, String frame) {
    if (member.isOpen()) {
      member.send(frame);
    }
  }

  private void say(WebSocket socket, String content) {
    boolean faulty = ++said % EVERY == 0;
    String room = rooms.get(socket);
    String frame = "{\"type\":\"message_received\",\"content\":\"" + content + "\"}";
    rooms.forEach(
        (member, where) -> {
          boolean here = where.equals(room);
          // The sender itself always gets its own, so that the loop goes on.
          if (here && (member == socket || !faulty)) {
            send(member, frame);
          } else if (faulty) {
            wrong(member, here, frame, content);
          }
        });
    if (!faulty && held != null) {
      String late = held;
      held = null;
      rooms.forEach(
          (member, where) -> {
            if (where.equals(room) && member != socket) {
              send(member, late);
            }
          });
    }
  }

  private void wrong(WebSocket member, boolean here, String frame, String content) {
    switch (fault) {
      case DROPS -> {}
      case DUPLICATES -> {
        if (here) {
          send(member, frame);
          send(member, frame);
        }
      }
      case SWAPS -> {
        if (here) {
          held = frame;
        }
      }
      case SENDS_TO_ANOTHER_ROOM -> send(member, frame);
      case CUTS -> {
        if (here) {
          send(member, frame.replace(content, content.substring(0, content.length() - 1)));
        }
      }
      case SAYS_ERROR -> {
        if (here) {
          send(member, frame);
          send(member, "{\"type\":\"error\",\"message\":\"Something is wrong\"}");
        }
      }
      case CLOSES -> {
        if (here) {
          member.close(1011);
        }
      }
      case NONE -> {
        if (here) {
          send(member, frame);
        }
      }
    }
  }

  @Override
  public void onClose(WebSocket socket, int code, String reason, boolean remote) {
    rooms.remove(socket);
  }

  @Override
  public void onError(@Nullable WebSocket socket, Exception e) {}
}
