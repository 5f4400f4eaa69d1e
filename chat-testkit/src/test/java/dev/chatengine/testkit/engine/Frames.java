package dev.chatengine.testkit.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatengine.testkit.RecordingConnection;
import java.util.List;

/** Reads the frames that clients received. */
final class Frames {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Frames() {}

  /** What a client got since it was last asked. */
  static List<JsonNode> fresh(RecordingConnection client) {
    return client.takeFrames().stream().map(Frames::parse).toList();
  }

  /** The types of what a client got since it was last asked. */
  static List<String> types(RecordingConnection client) {
    return types(fresh(client));
  }

  static List<String> types(List<JsonNode> frames) {
    return frames.stream().map(Frames::type).toList();
  }

  static String type(JsonNode frame) {
    return frame.path("type").asText();
  }

  /** The first of some frames that is of a type. */
  static JsonNode first(List<JsonNode> frames, String type) {
    return frames.stream().filter(frame -> type(frame).equals(type)).findFirst().orElseThrow();
  }

  /** The contents of the messages that a frame lists. */
  static List<String> listed(JsonNode frame) {
    return frame.path("messages").findValuesAsText("content");
  }

  /** The contents of the messages that a client got since it was last asked. */
  static List<String> contents(RecordingConnection client) {
    return contents(client, "message_received");
  }

  /** The contents of the frames of a type that a client got since it was last asked. */
  static List<String> contents(RecordingConnection client, String type) {
    return ofType(client, type).stream().map(frame -> frame.path("content").asText()).toList();
  }

  /** The codes of the errors that a client got since it was last asked. */
  static List<String> codes(RecordingConnection client) {
    return ofType(client, "error").stream().map(frame -> frame.path("code").asText()).toList();
  }

  /** The frames of a type that a client got since it was last asked. */
  static List<JsonNode> ofType(RecordingConnection client, String type) {
    return fresh(client).stream().filter(frame -> type(frame).equals(type)).toList();
  }

  /** The numbers of the messages that a frame lists. */
  static long[] numbers(JsonNode frame) {
    return frame.path("messages").findValues("seq").stream().mapToLong(JsonNode::asLong).toArray();
  }

  /** The only frame that a client got since it was last asked. */
  static JsonNode only(RecordingConnection client) {
    List<JsonNode> frames = fresh(client);
    if (frames.size() != 1) {
      throw new AssertionError("expected one frame, got " + frames);
    }
    return frames.get(0);
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
