package dev.chatengine.store.mongo;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Message;
import dev.chatengine.spi.AmendResult;
import java.util.UUID;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one amendment, in as many tries as the deadline allows. For one call and its thread. */
final class Amender {
  private static final Logger LOG = LoggerFactory.getLogger(Amender.class);

  /** The most bytes of a document. */
  private static final long MAX_SIZE = 16 << 20;

  private final Logs logs;
  private final Messages messages;
  private final Amendments amendments;
  private final Conversation conversation;
  private final String messageId;
  private final long basedOn;
  private final Amendment state;

  /** Identifies this amendment after an insert without an answer. */
  private final String token = UUID.randomUUID().toString();

  /** The message before this amendment, once an insert was tried. */
  private @Nullable Message tried;

  private long triedAfter;
  private boolean outcomeUnknown;
  private String failure = "no time was left";

  Amender(
      Logs logs,
      Messages messages,
      Amendments amendments,
      Conversation conversation,
      String messageId,
      long basedOn,
      Amendment state) {
    this.logs = logs;
    this.messages = messages;
    this.amendments = amendments;
    this.conversation = conversation;
    this.messageId = messageId;
    this.basedOn = basedOn;
    this.state = state;
  }

  AmendResult amend(Deadline deadline) {
    int tries = 0;
    while (!deadline.isOver()) {
      try {
        AmendResult result = attempt(tries == 0 ? deadline.part(2) : deadline);
        if (result != null) {
          return result;
        }
      } catch (RuntimeException e) {
        LOG.debug("A try to amend failed", e);
        failure = Errors.reason(e);
      }
      tries++;
      if (!Backoff.afterTries(tries)) {
        break;
      }
    }
    return new AmendResult.Unknown(failure);
  }

  private @Nullable AmendResult attempt(Deadline deadline) {
    Log log = logs.find(conversation, deadline);
    log = log == null ? null : amendments.settle(log, deadline);
    Document document = log == null ? null : messages.find(log, messageId, deadline);
    if (log == null || document == null) {
      return new AmendResult.NotFound();
    }
    // The reply has the current message, but the revision from when the message was read.
    if (document.getLong(Fields.SEQ) > log.seq() && logs.cover(log, document, deadline) == null) {
      return new AmendResult.NotFound();
    }
    if (outcomeUnknown && tried != null) {
      Long revision = amendments.revisionOf(log, triedAfter, token, deadline);
      if (revision != null) {
        return new AmendResult.Stored(tried.amended(state, revision));
      }
    }
    Message current = MessageCodec.decode(document, log);
    if (current.revision() != basedOn) {
      return new AmendResult.Conflict(current);
    }
    // Not left to the server: it could take the amendment, and then not the message.
    if (MessageCodec.maxSize(state) > MAX_SIZE) {
      return new AmendResult.Refused("the reactions take more bytes than a document may have");
    }
    tried = current;
    triedAfter = outcomeUnknown ? Math.min(triedAfter, log.revision()) : log.revision();
    if (!insert(log, document, deadline)) {
      return null;
    }
    // The amendment is made: every reader of the log applies it. The document must cover it.
    outcomeUnknown = true;
    long revision = log.revision() + 1;
    amendments.settle(log, deadline);
    return new AmendResult.Stored(current.amended(state, revision));
  }

  /** Returns false if another amendment was made meanwhile. */
  private boolean insert(Log log, Document document, Deadline deadline) {
    try {
      amendments.insert(log, document, basedOn, state, token, deadline);
      return true;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        failure = "others amended messages of the conversation all the time";
        return false;
      }
      outcomeUnknown = true;
      throw e;
    } catch (RuntimeException e) {
      outcomeUnknown = true;
      throw e;
    }
  }
}
