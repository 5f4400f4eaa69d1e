package dev.chatengine.examples.jwt;

import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A client on the JDK's own WebSocket. */
final class ChatClient implements WebSocket.Listener {
  private final LinkedBlockingQueue<Map<String, Object>> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;

  /**
   * Connects.
   *
   * @throws CompletionException if the server refuses; its cause has the answer
   */
  ChatClient(HttpClient http, int port, UnaryOperator<WebSocket.Builder> options) {
    socket =
        options
            .apply(http.newWebSocketBuilder())
            .buildAsync(URI.create("ws://localhost:" + port + "/"), this)
            .join();
  }

  /** Sends a frame, written with single quotes. */
  void send(String frame) {
    socket.sendText(frame.replace('\'', '"'), true).join();
  }

  /** The next frame, which has to be of this type. */
  Map<String, Object> expect(String type) {
    Map<String, Object> frame =
        await().atMost(Duration.ofSeconds(60)).until(frames::poll, next -> next != null);
    if (!type.equals(frame.get("type"))) {
      throw new AssertionError("expected " + type + ", got " + frame);
    }
    return frame;
  }

  /** The close code that has to come. */
  int expectClose() {
    await().atMost(Duration.ofSeconds(60)).until(closeCode::isDone);
    return closeCode.join();
  }

  void abort() {
    socket.abort();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      try {
        frames.add(JSONObjectUtils.parse(text.toString()));
      } catch (ParseException e) {
        closeCode.completeExceptionally(e);
      }
      text.setLength(0);
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
    closeCode.complete(statusCode);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    closeCode.completeExceptionally(error);
  }
}
