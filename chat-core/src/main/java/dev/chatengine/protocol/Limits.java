package dev.chatengine.protocol;

/**
 * The limits for a client, which {@code welcome} contains.
 *
 * @param contentLength UTF-16 units of a message
 * @param usernameLength UTF-16 units of a name
 * @param roomNameLength UTF-16 units of a room's name
 * @param rooms rooms that a client may be in
 * @param historyPage messages of one {@code get_history}
 * @param heartbeatSeconds after how many seconds without a frame a client sends a ping
 */
public record Limits(
    int contentLength,
    int usernameLength,
    int roomNameLength,
    int rooms,
    int historyPage,
    int heartbeatSeconds) {
  /** How many messages one {@code get_history} may ask for. */
  public static final int HISTORY_PAGE = 200;
}
