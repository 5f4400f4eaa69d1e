package dev.chatengine.testkit.bus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chatengine.model.Address;
import dev.chatengine.model.Room;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Broadcaster.Envelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** The methods that an implementer supplies, and helpers of the tests of a broadcaster. */
abstract class BroadcasterTestBase {
  /** Optional capabilities of a broadcaster. */
  public enum Capability {
    /** Several broadcasters can be opened on one bus, and they reach each other. */
    SHARED,

    /** The envelopes of one publisher to one address arrive in the order of their publication. */
    ORDERED,

    /**
     * The broadcasters of a test can be cut off from each other ({@link #cutOff}) and connected
     * again ({@link #reconnect}), and they notice both.
     */
    INTERRUPTIBLE
  }

  static final Room ROOM = new Room("general");
  static final Room OTHER_ROOM = new Room("random");
  static final String LAST = "last";

  private final List<Broadcaster> opened = new ArrayList<>();

  /**
   * Opens a broadcaster. All broadcasters of one test are on the same bus, which no other test
   * uses. Without {@link Capability#SHARED} each test opens one broadcaster. The contract closes
   * the broadcasters.
   *
   * @return a broadcaster that has not been started
   */
  protected abstract Broadcaster open();

  /**
   * The optional capabilities of the broadcaster. Tests that need others are skipped.
   *
   * @return the capabilities
   */
  protected abstract Set<Capability> capabilities();

  /**
   * How long a test waits for an expected call before it fails.
   *
   * @return 10 seconds by default
   */
  protected Duration patience() {
    return Duration.ofSeconds(10);
  }

  /**
   * Cuts all broadcasters of the test off from each other, as when the server between them stops,
   * and returns at once. Called only with {@link Capability#INTERRUPTIBLE}.
   */
  protected void cutOff() {
    throw new UnsupportedOperationException("cutOff() must be overridden");
  }

  /**
   * Ends the interruption that {@link #cutOff} began. Returns at once, or when the server runs
   * again.
   */
  protected void reconnect() {
    throw new UnsupportedOperationException("reconnect() must be overridden");
  }

  @AfterEach
  void closeBroadcasters() {
    opened.forEach(Broadcaster::close);
  }

  final Broadcaster openOne() {
    Broadcaster broadcaster = open();
    opened.add(broadcaster);
    return broadcaster;
  }

  final void needs(Capability capability) {
    assumeTrue(capabilities().contains(capability), () -> "the broadcaster is not " + capability);
  }

  /** One of several nodes, with its subscriptions. */
  final Node node(Address... addresses) {
    needs(Capability.SHARED);
    Node node = single();
    if (addresses.length > 0) {
      node.broadcaster.subscribe(Set.of(addresses));
    }
    return node;
  }

  /** A node that may be the only one. */
  final Node single() {
    Node node = new Node(openOne(), new RecordingReceiver(patience()));
    node.broadcaster.start(node.receiver);
    return node;
  }

  static Envelope envelope(Address address, String text) {
    return new Envelope(address, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A broadcaster and its receiver. */
  record Node(Broadcaster broadcaster, RecordingReceiver receiver) {
    void publish(Address address, String text) {
      broadcaster.publish(Collections.singletonList(envelope(address, text)));
    }
  }
}
