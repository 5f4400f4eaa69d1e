package dev.chatengine.store.mongo;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Head;
import dev.chatengine.model.Position;
import java.time.Instant;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A conversation's log as its document describes it. There may be messages beyond {@code seq}, and
 * amendments beyond {@code revision}, if their writer has yet to raise the document or has died.
 *
 * @param conversation the conversation
 * @param log the name that separates this log's messages from those of a deleted log; a restart
 *     keeps it
 * @param epoch the epoch
 * @param seq the number up to which messages are stored
 * @param revision the revision up to which amendments are stored, and applied to their messages
 * @param startSeq the seq at which the epoch began
 * @param startRevision the revision at which the epoch began
 * @param lastExpireAt when the last message expires, if it does
 */
record Log(
    Conversation conversation,
    String log,
    String epoch,
    long seq,
    long revision,
    long startSeq,
    long startRevision,
    @Nullable Instant lastExpireAt) {

  /** Null for a conversation that has no log now. */
  static @Nullable Log of(Document document) {
    String log = document.getString(Fields.LOG);
    if (log == null) {
      return null;
    }
    return new Log(
        MessageCodec.conversation(document, Fields.ID),
        log,
        document.getString(Fields.EPOCH),
        document.getLong(Fields.SEQ),
        document.getLong(Fields.REVISION),
        document.getLong(Fields.START_SEQ),
        document.getLong(Fields.START_REVISION),
        MessageCodec.instant(document, Fields.LAST_EXPIRE_AT));
  }

  String key() {
    return conversation.key();
  }

  boolean sameLog(Log other) {
    return log.equals(other.log);
  }

  /** The log with these counts, if they are larger than its own. */
  Log raised(long newSeq, long newRevision) {
    return new Log(
        conversation,
        log,
        epoch,
        Math.max(seq, newSeq),
        Math.max(revision, newRevision),
        startSeq,
        startRevision,
        lastExpireAt);
  }

  Head head() {
    return seq == 0
        ? Head.EMPTY
        : new Head(
            new Position(epoch, startSeq, startRevision), new Position(epoch, seq, revision));
  }
}
