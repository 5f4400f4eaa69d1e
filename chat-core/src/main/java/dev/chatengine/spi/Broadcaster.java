package dev.chatengine.spi;

import dev.chatengine.model.Address;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Carries what one node tells the others: a fast hint, allowed to lose, double and reorder. What
 * must not be lost is found in the store, as long as every loss that the broadcaster can notice is
 * told by {@link Receiver#mayHaveMissed}.
 *
 * <p>The bytes are opaque and carry a version of their own; nodes of different versions share a
 * bus.
 *
 * <h2>Errors</h2>
 *
 * <p>A {@link #publish} that throws means that some or all of it was not sent; the engine counts it
 * and goes on, for the others will notice by comparing with the store. A {@link #subscribe} that
 * throws is tried again; until it succeeds the engine compares the address with the store. See the
 * package's description for threads and deadlines.
 */
public interface Broadcaster extends AutoCloseable {
  /** The largest payload, in bytes. */
  int MAX_PAYLOAD = 1 << 20;

  /**
   * Tells who receives. Called once, before anything else, by the engine that uses this
   * broadcaster.
   *
   * @param receiver called from one thread at a time; it never waits
   * @throws IllegalStateException if there is a receiver already
   */
  void start(Receiver receiver);

  /**
   * Begins to receive what others publish to some addresses. When it returns, the subscriptions are
   * in force: whatever another node begins to publish after that is received, unless lost. An
   * address subscribed already stays so.
   *
   * @param addresses any number of addresses
   */
  void subscribe(Set<Address> addresses);

  /**
   * Ends what {@link #subscribe} began. A payload under way may still be received.
   *
   * @param addresses any number of addresses, subscribed or not
   */
  void unsubscribe(Set<Address> addresses);

  /**
   * Sends payloads to the other subscribers of their addresses, never back to this broadcaster's
   * own receiver. Payloads for one address go out in the order of the list.
   *
   * @param envelopes any number of payloads
   * @throws IllegalArgumentException if a payload is larger than {@value #MAX_PAYLOAD} bytes; then
   *     nothing is sent
   */
  void publish(List<Envelope> envelopes);

  /**
   * What this broadcaster is: {@code shared} if it reaches other nodes.
   *
   * @return always the same
   */
  Traits traits();

  /**
   * What is wrong at the moment, for the host's health check. Never waits.
   *
   * @return since when nothing is received, and why; nothing if all is well, or if this broadcaster
   *     cannot tell, as by default
   */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /** Ends all subscriptions. The receiver is not called any more once it returns. */
  @Override
  void close();

  /**
   * A payload and where it goes.
   *
   * @param address where it goes
   * @param payload its remaining bytes, at most {@value Broadcaster#MAX_PAYLOAD}; neither side
   *     changes them any more, and who reads them reads from a {@link ByteBuffer#duplicate()
   *     duplicate}
   */
  record Envelope(Address address, ByteBuffer payload) {
    @Override
    public String toString() {
      return "Envelope[" + address + ", " + payload.remaining() + " bytes]";
    }
  }

  /** What the engine gives to a broadcaster. Its methods never wait and never throw. */
  interface Receiver {
    /**
     * Something was published to an address that is, or just was, subscribed.
     *
     * @param envelope what came; may have come before, or before something that was published
     *     earlier
     */
    void received(Envelope envelope);

    /**
     * Something may have been lost: the connection was made anew, or a queue was full. The engine
     * compares these addresses with the store and the registry.
     *
     * @param addresses the addresses in question; empty for all that are subscribed
     */
    void mayHaveMissed(Set<Address> addresses);
  }
}
