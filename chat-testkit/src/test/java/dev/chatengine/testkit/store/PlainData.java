package dev.chatengine.testkit.store;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The data of {@link PlainMessageStore}s, as a database would hold it for many of them; its monitor
 * guards it.
 */
final class PlainData {
  /** What is kept of one conversation, in records of three kinds. */
  static final class Log {
    /** The record of the log itself; may lag behind the other two if a writer died. */
    Position start = Position.EMPTY;

    long seq;
    long revision;

    /** The messages by number. */
    final TreeMap<Long, Message> messages = new TreeMap<>();

    /** The amended messages by revision, each with its last amendment. */
    final TreeMap<Long, Message> amendments = new TreeMap<>();

    /** Up to this number messages have expired, whether they are still there or not. */
    long expired;
  }

  /** In the order of their last messages. */
  private final Map<Conversation, Log> logs = new LinkedHashMap<>();

  private long epochs;

  Map<Conversation, Log> logs() {
    return logs;
  }

  String newEpoch() {
    epochs++;
    return "epoch" + epochs;
  }

  synchronized void expireAll() {
    for (Log log : logs.values()) {
      if (!log.messages.isEmpty()) {
        log.expired = log.messages.lastKey();
      }
    }
  }
}
