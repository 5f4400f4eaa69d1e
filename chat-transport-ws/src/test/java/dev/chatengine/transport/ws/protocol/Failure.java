package dev.chatengine.transport.ws.protocol;

/**
 * An error of the base protocol, word for word as its clients know it, with its stable code.
 *
 * @param code the code
 * @param message the text
 */
record Failure(String code, String message) {
  static final Failure INVALID_JSON = new Failure("invalid_json", "Invalid JSON format");
  static final Failure NAME_REQUIRED = new Failure("username_required", "Username is required");
  static final Failure NAME_TOO_SHORT =
      new Failure("username_too_short", "Username must be at least 2 characters");
  static final Failure NAME_TAKEN = new Failure("username_taken", "Username is already taken");
  static final Failure NO_NAME = new Failure("username_required", "Please set a username first");
  static final Failure ROOM_REQUIRED = new Failure("room_required", "Room name is required");
  static final Failure NOT_IN_ROOM = new Failure("not_in_room", "Please join a room first");
  static final Failure CONTENT_REQUIRED =
      new Failure("content_required", "Message content is required");
  static final Failure USER_NOT_FOUND = new Failure("user_not_found", "User not found");

  static Failure unknownType(String type) {
    return new Failure("unknown_type", "Unknown message type: " + type);
  }
}
