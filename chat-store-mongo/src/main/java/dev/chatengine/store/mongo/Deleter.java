package dev.chatengine.store.mongo;

import dev.chatengine.model.Conversation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes logs: first takes each from its conversation, then removes its messages. */
final class Deleter {
  private static final Logger LOG = LoggerFactory.getLogger(Deleter.class);
  private static final long ALL = 0;

  private final Logs logs;
  private final Messages messages;
  private final Amendments amendments;

  Deleter(Logs logs, Messages messages, Amendments amendments) {
    this.logs = logs;
    this.messages = messages;
    this.amendments = amendments;
  }

  boolean delete(Conversation conversation, Deadline deadline) {
    boolean written = false;
    Log log = logs.find(conversation, deadline);
    while (log != null) {
      written |= log.seq() > 0;
      logs.forget(log, deadline);
      Log next = logs.find(conversation, deadline);
      if (next != null && !next.sameLog(log)) {
        // A log that has begun since has none of the messages to delete.
        break;
      }
      log = next;
    }
    try {
      for (String forgotten : logs.forgotten(conversation, deadline)) {
        written |= messages.deleteAll(conversation.key(), forgotten, ALL, deadline) > 0;
        amendments.deleteAll(conversation.key(), forgotten, deadline);
        logs.removed(conversation, forgotten, deadline);
      }
    } catch (RuntimeException e) {
      LOG.warn("Messages of a deleted log are not all removed yet: {}", Errors.reason(e));
    }
    return written;
  }
}
