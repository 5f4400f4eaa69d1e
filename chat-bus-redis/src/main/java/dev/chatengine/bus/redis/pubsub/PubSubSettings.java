package dev.chatengine.bus.redis.pubsub;

import java.time.Duration;

/**
 * How a {@link PubSub} uses Redis.
 *
 * @param timeout how long a caller waits for a subscription to be confirmed
 * @param probeInterval how often a connection is probed
 * @param probeDeadline how long the answer to a probe may take
 * @param linger how long a channel stays subscribed although it is not wanted any more
 * @param maxLingering how many channels may stay so
 * @param maxPendingBytes how many bytes may wait for the receiver
 */
public record PubSubSettings(
    Duration timeout,
    Duration probeInterval,
    Duration probeDeadline,
    Duration linger,
    int maxLingering,
    long maxPendingBytes) {}
