package dev.chatengine.examples.server;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Somebody who chats without a browser, in one room, by the base protocol. */
final class Guest implements AutoCloseable {
  private static final Pattern USER =
      Pattern.compile("\\{\"id\":\"([^\"]+)\",\"username\":\"([^\"]+)\"");

  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  private final WebSocket socket;
  private final String users;

  private Guest(String url, String name, String room) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(url.replaceFirst("^http", "ws")), new Listener())
            .join();
    send("{\"type\":\"set_username\",\"username\":\"" + quoted(name) + "\"}");
    await("\"username_set\"");
    send("{\"type\":\"join_room\",\"room\":\"" + quoted(room) + "\"}");
    users = await("\"room_users\"");
  }

  /** Comes into a room. */
  static Guest join(String url, String name, String room) {
    return new Guest(url, name, room);
  }

  /** Says something, and waits until it is said. */
  void say(String content) {
    send("{\"type\":\"chat_message\",\"content\":\"" + quoted(content) + "\"}");
    await("\"message_received\"", '"' + quoted(content) + '"');
  }

  /** Writes to somebody who was in the room before this one came. */
  void whisper(String name, String content) {
    Matcher user = USER.matcher(users);
    while (user.find()) {
      if (user.group(2).equals(name)) {
        send(
            "{\"type\":\"private_message\",\"targetId\":\"%s\",\"content\":\"%s\"}"
                .formatted(user.group(1), quoted(content)));
        await("\"private_message_sent\"");
        return;
      }
    }
    throw new IllegalArgumentException(name + " is not among " + users);
  }

  void type() {
    send("{\"type\":\"typing_start\"}");
  }

  private void send(String frame) {
    socket.sendText(frame, true).join();
  }

  private String await(String... parts) {
    try {
      while (true) {
        String frame = frames.poll(60, TimeUnit.SECONDS);
        if (frame == null) {
          throw new IllegalStateException("nothing came with " + String.join(", ", parts));
        }
        boolean fits = true;
        for (String part : parts) {
          fits &= frame.contains(part);
        }
        if (fits) {
          return frame;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String quoted(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(text));
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        frames.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
