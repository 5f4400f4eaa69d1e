package dev.chatengine;

/**
 * What one node counts. Counts are since the engine was built; taken while work goes on, so they
 * need not add up exactly.
 *
 * @param connections connections there are now
 * @param rooms rooms that have members on this node now
 * @param connectionsOpened connections there have been
 * @param messagesStored messages stored through this node
 * @param deliveries messages enqueued for connections, once for each connection
 * @param privateMessages private messages passed on
 * @param slowConsumersClosed connections closed since too much was queued for them
 * @param framesSpared typing and presence frames left out for the same reason
 * @param rateLimited requests refused since they came too fast
 * @param storeFailures messages that the store refused or may have lost
 * @param eventsPublished events that other nodes were told of
 * @param eventsReceived events that other nodes told of
 * @param eventsUnpublished events that the bus did not take; the others were told to look later
 * @param eventsDropped events that listeners were not told, since too many were waiting
 */
public record ChatStats(
    int connections,
    int rooms,
    long connectionsOpened,
    long messagesStored,
    long deliveries,
    long privateMessages,
    long slowConsumersClosed,
    long framesSpared,
    long rateLimited,
    long storeFailures,
    long eventsPublished,
    long eventsReceived,
    long eventsUnpublished,
    long eventsDropped) {}
