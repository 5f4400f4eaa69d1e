package dev.chatengine.examples.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.chatengine.ChatEngine;
import dev.chatengine.ChatHealth;
import dev.chatengine.ChatStats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What {@code /healthz} tells. A node whose MongoDB or Redis is away is {@code degraded} and goes
 * on serving its clients, so whoever asks whether it is alive is answered 200 all the same: to
 * restart it would help nobody.
 */
final class HealthReport {
  private static final JsonFactory JSON = new JsonFactory();

  private HealthReport() {}

  /** The report of this moment, as JSON text. */
  static byte[] of(ChatEngine engine) {
    ChatHealth health = engine.health();
    ChatStats stats = engine.stats();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("status", health.isDegraded() ? "degraded" : "up");
      if (health.isDegraded()) {
        out.writeArrayFieldStart("problems");
        for (String problem : health.problems()) {
          out.writeString(problem);
        }
        out.writeEndArray();
      }
      out.writeNumberField("connections", stats.connections());
      out.writeNumberField("rooms", stats.rooms());
      out.writeNumberField("messagesStored", stats.messagesStored());
      out.writeEndObject();
      out.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
