package dev.chatengine.engine;

import java.util.concurrent.atomic.LongAdder;

/** What a node counts since it was made. Safe for all threads. */
public final class Counters {
  public final LongAdder connections = new LongAdder();
  public final LongAdder openRooms = new LongAdder();
  public final LongAdder messagesStored = new LongAdder();
  public final LongAdder deliveries = new LongAdder();
  public final LongAdder privateMessages = new LongAdder();
  public final LongAdder slowConsumersClosed = new LongAdder();
  public final LongAdder framesSpared = new LongAdder();
  public final LongAdder rateLimited = new LongAdder();
  public final LongAdder storeFailures = new LongAdder();
  public final LongAdder busPublished = new LongAdder();
  public final LongAdder busReceived = new LongAdder();
  public final LongAdder busFailures = new LongAdder();
  public final LongAdder eventsDropped = new LongAdder();

  Counters() {}
}
