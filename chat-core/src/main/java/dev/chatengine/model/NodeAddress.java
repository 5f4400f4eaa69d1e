package dev.chatengine.model;

/**
 * The address of one node on the bus.
 *
 * @param nodeId the node's id, 1 to {@value #MAX_ID_LENGTH} characters
 */
public record NodeAddress(String nodeId) implements Address {
  /** The longest id of a node, in UTF-16 units. */
  public static final int MAX_ID_LENGTH = 64;

  /**
   * Checks the bounds.
   *
   * @param nodeId see the record
   * @throws IllegalArgumentException if the id is empty or too long
   */
  public NodeAddress {
    Checks.text(nodeId, "node id", 1, MAX_ID_LENGTH);
  }
}
