package dev.chatengine.examples.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.chatengine.ChatEngine;
import dev.chatengine.ChatHealth;
import dev.chatengine.transport.ws.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers operators and their tools. {@code /healthz}: whether the process serves, nothing else,
 * because a restart does not help if MongoDB or Redis is away. {@code /readyz}: whether the node
 * admits clients; and in any case which plug-in is away, since when and why. {@code /metrics}: the
 * metrics in Prometheus' format.
 */
final class Operations {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String JSON_TYPE = "application/json";

  private final ChatEngine engine;
  private final Supplier<byte[]> metrics;
  private volatile boolean closing;

  /**
   * @param metrics makes the text of the current metrics
   */
  Operations(ChatEngine engine, Supplier<byte[]> metrics) {
    this.engine = engine;
    this.metrics = metrics;
  }

  /** The server is no longer ready. */
  void close() {
    closing = true;
  }

  /** The response to a request for a path; null if the path is not one of these. */
  @Nullable HttpResponse answer(String path) {
    return switch (path) {
      case "/healthz" -> fresh(HttpResponse.of(200, JSON_TYPE, status("alive", null, List.of())));
      case "/readyz" -> fresh(readiness());
      case "/metrics" ->
          fresh(HttpResponse.of(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
      default -> null;
    };
  }

  private static HttpResponse fresh(HttpResponse response) {
    return response.withHeader("Cache-Control", "no-store");
  }

  private HttpResponse readiness() {
    if (closing) {
      return HttpResponse.of(503, JSON_TYPE, status("closing", null, List.of()));
    }
    // Shared plug-ins are away for all nodes: if that counted, no node would be left.
    ChatHealth health = engine.health();
    return health.refusal().isEmpty()
        ? HttpResponse.of(200, JSON_TYPE, status("ready", null, health.outages()))
        : HttpResponse.of(
            503, JSON_TYPE, status("not ready", health.refusal().get(), health.outages()));
  }

  private static byte[] status(
      String status, @Nullable String reason, List<ChatHealth.Outage> outages) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("status", status);
      if (reason != null) {
        out.writeStringField("reason", reason);
      }
      if (!outages.isEmpty()) {
        out.writeArrayFieldStart("problems");
        for (ChatHealth.Outage outage : outages) {
          out.writeStartObject();
          out.writeStringField("plugin", outage.plugin());
          out.writeStringField("since", outage.since().toString());
          out.writeStringField("reason", outage.reason());
          out.writeEndObject();
        }
        out.writeEndArray();
      }
      out.writeEndObject();
      out.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
