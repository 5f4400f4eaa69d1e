package dev.chatengine.examples.server;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Somebody who chats without a browser, in one room, by the base protocol. */
final class Guest implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern USER =
      Pattern.compile("\\{\"id\":\"([^\"]+)\",\"username\":\"([^\"]+)\"");

  private final List<String> frames = new CopyOnWriteArrayList<>();
  private final WebSocket socket;
  private final String users;

  /** How many frames had come when this guest last sent one. */
  private int seen;

  private Guest(String url, String name, String room) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(url.replaceFirst("^http", "ws")), new Listener())
            .join();
    send("{\"type\":\"set_username\",\"username\":\"" + quoted(name) + "\"}");
    await("username_set", "");
    send("{\"type\":\"join_room\",\"room\":\"" + quoted(room) + "\"}");
    users = await("room_users", "");
  }

  /** Comes into a room. */
  static Guest join(String url, String name, String room) {
    return new Guest(url, name, room);
  }

  /** Says something, without waiting for an answer. */
  void send(String type, String content) {
    send("{\"type\":\"" + type + "\",\"content\":\"" + quoted(content) + "\"}");
  }

  /** Says something, and waits until it is said. */
  void say(String content) {
    send("chat_message", content);
    await("message_received", '"' + quoted(content) + '"');
  }

  /** Writes to somebody who was in the room before this one came. */
  void whisper(String name, String content) {
    Matcher user = USER.matcher(users);
    while (user.find()) {
      if (user.group(2).equals(name)) {
        send(
            "{\"type\":\"private_message\",\"targetId\":\"%s\",\"content\":\"%s\"}"
                .formatted(user.group(1), quoted(content)));
        await("private_message_sent", "");
        return;
      }
    }
    throw new IllegalArgumentException(name + " is not among " + users);
  }

  void type() {
    send("{\"type\":\"typing_start\"}");
  }

  private void send(String frame) {
    seen = frames.size();
    socket.sendText(frame, true).join();
  }

  /** The first frame of a type that contains a text, of those since this guest last sent one. */
  String await(String type, String text) {
    return Awaitility.await(type + " " + text)
        .atMost(PATIENCE)
        .until(() -> ofType(type, seen).filter(has(text)).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private Stream<String> ofType(String type, int from) {
    return frames.stream().skip(from).filter(has("\"type\":\"" + type + "\""));
  }

  private static Predicate<String> has(String text) {
    return frame -> frame.contains(text);
  }

  /** How many frames of a type have come. */
  long count(String type) {
    return ofType(type, 0).count();
  }

  /** The contents of the messages of its room, in the order in which they came. */
  List<String> contents() {
    return ofType("message_received", 0)
        .map(frame -> frame.replaceFirst(".*\"content\":\"([^\"]*)\".*", "$1"))
        .toList();
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
