package dev.chatengine.spi;

import dev.chatengine.model.Address;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The bus between the nodes of a cluster. It carries fast hints, and may lose, duplicate and
 * reorder them: nodes find missed messages in the store, provided that the broadcaster reports each
 * loss that it can notice by {@link Receiver#mayHaveMissed}.
 *
 * <p>The payloads are opaque bytes that contain their own version, so that nodes of different
 * versions can share a bus.
 *
 * <h2>Errors</h2>
 *
 * <p>If {@link #publish} throws, some or all of the payloads were not sent. The engine counts them
 * and continues, because the other nodes find the messages when they compare with the store. If
 * {@link #subscribe} throws, the engine tries again; until it succeeds, the engine compares the
 * address with the store. See the package's description for threads and deadlines.
 */
public interface Broadcaster extends AutoCloseable {
  /** The largest payload, in bytes. */
  int MAX_PAYLOAD = 1 << 20;

  /**
   * Sets the receiver. The engine calls this once, before any other method.
   *
   * @param receiver the receiver, to be called by one thread at a time; it never waits
   * @throws IllegalStateException if there is a receiver already
   */
  void start(Receiver receiver);

  /**
   * Subscribes to addresses. When the method returns, the subscriptions are in force: all that
   * another node begins to publish after that is received, unless it is lost. Subscribing an
   * address again has no effect.
   *
   * @param addresses any number of addresses
   */
  void subscribe(Set<Address> addresses);

  /**
   * Ends subscriptions. A payload that was already published may still be received.
   *
   * @param addresses any number of addresses, subscribed or not
   */
  void unsubscribe(Set<Address> addresses);

  /**
   * Sends payloads to all subscribers of their addresses except this broadcaster's own receiver.
   * Payloads for one address are sent in the order of the list.
   *
   * @param envelopes any number of payloads
   * @throws IllegalArgumentException if a payload is larger than {@value #MAX_PAYLOAD} bytes; then
   *     nothing is sent
   */
  void publish(List<Envelope> envelopes);

  /**
   * The traits of this broadcaster: {@code shared} if it reaches other nodes.
   *
   * @return always the same
   */
  Traits traits();

  /**
   * Describes the present outage, for the host's health check. Never waits.
   *
   * @return since when nothing is received, and why; nothing if there is no outage, or if this
   *     broadcaster does not know; nothing by default
   */
  default Optional<String> outage() {
    return Optional.empty();
  }

  /** Ends all subscriptions. Once this returns, the receiver is not called any more. */
  @Override
  void close();

  /**
   * A payload and its address.
   *
   * @param address the address
   * @param payload the payload: the remaining bytes of the buffer, at most {@value
   *     Broadcaster#MAX_PAYLOAD}. The bytes are not changed any more, and each reader uses a {@link
   *     ByteBuffer#duplicate() duplicate} of the buffer
   */
  record Envelope(Address address, ByteBuffer payload) {
    @Override
    public String toString() {
      return "Envelope[" + address + ", " + payload.remaining() + " bytes]";
    }
  }

  /** Receives payloads for the engine. Its methods never wait and never throw. */
  interface Receiver {
    /**
     * A payload was published to an address that is subscribed, or was until a moment ago.
     *
     * @param envelope the payload, which may be a duplicate, or be received before payloads that
     *     were published earlier
     */
    void received(Envelope envelope);

    /**
     * Payloads may have been lost, because the connection was made again or a queue was full. The
     * engine compares the addresses with the store and the registry.
     *
     * @param addresses the addresses that may have missed payloads; empty for all that are
     *     subscribed
     */
    void mayHaveMissed(Set<Address> addresses);
  }
}
