package dev.chatengine.memory;

import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;

/** A message in a log; guarded by the log. */
final class LogEntry {
  /**
   * What makes sending twice sending once.
   *
   * @param senderId who says it
   * @param clientMessageId what the sender calls it
   */
  record ClientKey(String senderId, String clientMessageId) {
    static ClientKey of(Draft draft) {
      return new ClientKey(draft.sender().id(), draft.clientMessageId());
    }
  }

  private final ClientKey clientKey;
  private final long storedAt;
  private Message message;
  private int size;

  LogEntry(ClientKey clientKey, Message message, long storedAt) {
    this.clientKey = clientKey;
    this.storedAt = storedAt;
    this.message = message;
    this.size = MessageSize.of(message);
  }

  ClientKey clientKey() {
    return clientKey;
  }

  /** When it was stored, in milliseconds by the store's clock. */
  long storedAt() {
    return storedAt;
  }

  Message message() {
    return message;
  }

  int size() {
    return size;
  }

  /** Puts an amended message in the place of the earlier one. */
  void replace(Message amended) {
    message = amended;
    size = MessageSize.of(amended);
  }
}
