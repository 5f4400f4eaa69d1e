package dev.chatengine.testkit.bus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chatengine.model.Address;
import dev.chatengine.model.Room;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Broadcaster.Envelope;
import dev.chatengine.testkit.bus.BroadcasterContract.Capability;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** What an implementer says of a broadcaster, and what the tests make of it. */
abstract class BroadcasterTestBase {
  static final Room ROOM = new Room("general");
  static final Room OTHER_ROOM = new Room("random");
  static final String LAST = "last";

  private final List<Broadcaster> opened = new ArrayList<>();

  /**
   * Opens a broadcaster. Within one test all are on the same bus, which is used by nobody else;
   * without {@link Capability#SHARED} it is called once in each test. The contract closes what it
   * has opened.
   *
   * @return a broadcaster that has not been started
   */
  protected abstract Broadcaster open();

  /**
   * What the broadcaster can do of what is optional. What it cannot is skipped, and reported as
   * such.
   *
   * @return the capabilities
   */
  protected abstract Set<Capability> capabilities();

  /**
   * How long to wait for something that is to arrive before the test fails.
   *
   * @return 10 seconds by default
   */
  protected Duration patience() {
    return Duration.ofSeconds(10);
  }

  /**
   * Cuts all broadcasters of the test off from each other, as when the server between them goes
   * away, and returns at once. For one that is {@link Capability#INTERRUPTIBLE}.
   */
  protected void cutOff() {
    throw new UnsupportedOperationException("cutOff() is to be overridden");
  }

  /** Ends what {@link #cutOff} began. Returns at once, or when the server is there again. */
  protected void reconnect() {
    throw new UnsupportedOperationException("reconnect() is to be overridden");
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

  /** A broadcaster and what it has received. */
  record Node(Broadcaster broadcaster, RecordingReceiver receiver) {
    void publish(Address address, String text) {
      broadcaster.publish(Collections.singletonList(envelope(address, text)));
    }
  }
}
