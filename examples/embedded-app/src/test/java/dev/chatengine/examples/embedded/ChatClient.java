package dev.chatengine.examples.embedded;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A client on the JDK's own WebSocket, that remembers what it heard. */
final class ChatClient implements WebSocket.Listener {
  private final List<String> frames = new CopyOnWriteArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;

  ChatClient(HttpClient http, URI uri, @Nullable String cookie) {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (cookie != null) {
      builder.header("Cookie", cookie);
    }
    socket = builder.buildAsync(uri, this).join();
  }

  void send(String frame) {
    socket.sendText(frame, true).join();
  }

  List<String> frames() {
    return frames;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      frames.add(text.toString());
      text.setLength(0);
    }
    socket.request(1);
    return null;
  }
}
