package dev.chatengine.spi;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stores messages: one log for each conversation. All nodes rely on it as the source of truth, and
 * it numbers the messages.
 *
 * <h2>The log</h2>
 *
 * <p>A log's messages are numbered 1, 2, 3 … ({@link Message#seq()}) without a gap. Number <i>n</i>
 * + 1 must not become visible to any reader before <i>n</i> is: a reader that has read up to
 * <i>n</i> and continues after it misses nothing, whatever is written meanwhile. Amendments are
 * numbered in the same way ({@link Message#revision()}), by a count of their own. A number is never
 * given twice in one epoch, even if the message has expired, the log is empty again, or the process
 * has died between two writes.
 *
 * <p>The {@link Position#epoch() epoch} identifies the log. A log gets a new epoch, different from
 * all that the conversation ever had, when its first message is appended, when messages are
 * appended after {@link #delete} or after a bounded store has evicted the log (numbering then
 * begins again at 1), and by {@link #restart} (numbering continues). A log whose messages have all
 * expired keeps its epoch, its numbering and its head. If epochs are random and long enough, former
 * epochs need not be stored.
 *
 * <h2>Reads</h2>
 *
 * <p>A read returns messages in their present state. It includes every amendment up to the {@link
 * Page#head()} that it returns, even one whose writer has died half-way. A page may contain
 * messages beyond its head, so an implementation that cannot read both at one moment reads the head
 * first. Content that a deletion or an edit has removed is in no read any more, nor in the list of
 * amendments. Limits are 0 to {@value #MAX_LIMIT}; others are refused with {@link
 * IllegalArgumentException}. {@link Page#hasMore()} is exact at the time of the read, also with a
 * limit of 0. An unknown conversation reads as empty, with {@link Head#EMPTY}; reading does not
 * create it.
 *
 * <h2>Retention</h2>
 *
 * <p>The implementation decides how long a message is kept, counted from its append. The message's
 * timestamp, which may be of any year, does not matter. The messages of a log expire in their
 * order, so that the rest has no gap. An expired message is never returned, whether it has been
 * removed or not, and cannot be amended; its client message id may be used again.
 *
 * <h2>Values</h2>
 *
 * <p>Every value of a draft is read back unchanged: each character (also NUL, text that looks like
 * a query or an escape, blanks at either end), the order of metadata and reactions, all 64 bits of
 * a number, milliseconds. Names of rooms and ids of users may be any well-formed text, and must
 * never give access to the log of another conversation. Two conversations, ids or names are the
 * same only if they are equal character by character: case and Unicode normalization forms count. A
 * key of a conversation has up to {@value Conversation#MAX_KEY_LENGTH} UTF-16 units, a content up
 * to {@value Message#MAX_CONTENT_LENGTH}; the reactions of one message may come to 20 MB. An
 * implementation refuses a value that is too large for it ({@code Refused}), and never cuts one.
 *
 * <h2>Errors</h2>
 *
 * <p>Reasons and the texts of exceptions are logged and shown by health checks. They must not
 * contain messages of users.
 *
 * <p>A read that fails throws. The engine then continues without the history, sends the client an
 * error, and tries again. Each method that writes describes what the engine does with its results
 * and errors. See the package's description for threads and deadlines.
 */
public interface MessageStore extends AutoCloseable {
  /** The largest limit of a read. */
  int MAX_LIMIT = 1_000;

  /**
   * Appends drafts to their conversations' logs.
   *
   * <p>Drafts of one conversation are appended in the order of the list. Conversations must not
   * affect each other: if one cannot be written to, the drafts of the others are appended
   * nevertheless. Each draft is appended atomically, but the call as a whole is not atomic. Two
   * concurrent calls may name the same conversations in different orders, so an implementation that
   * locks several conversations must lock them in a fixed order.
   *
   * <p>If the conversation has a message of the same sender (by {@link
   * dev.chatengine.model.User#id() id}) with the same {@link Draft#clientMessageId()}, nothing is
   * appended, and the result is {@link AppendResult.Duplicate}; also when both drafts are in this
   * call, or are appended at the same time through two nodes. This holds as long as the message is
   * kept. Equal client message ids of different senders, or in different conversations, are
   * different. Ids of messages are assumed to be unique: an implementation may do anything with a
   * draft that has the id of another message, as long as that message does not change.
   *
   * <p>An implementation returns {@code Stored} only once the message is as durable as its traits
   * say and visible to every reader. It returns {@code Refused} only if the message will never be
   * visible. If it does not know (for example because the answer to a commit was lost), it returns
   * {@code Unknown}. If the call throws, all drafts count as {@code Unknown}. The engine does not
   * deliver a {@code Refused} or {@code Unknown} draft, and sends its sender the error that the
   * store is unavailable. It then calls {@link #findByClientId} to find out whether an {@code
   * Unknown} draft was stored.
   *
   * @param drafts 1 to {@value #MAX_LIMIT} drafts of any conversations
   * @return a result for each draft, at the same index
   * @throws IllegalArgumentException if there are no drafts or too many
   */
  List<AppendResult> append(List<Draft> drafts);

  /**
   * Changes a message's state, if the message still has the revision on which the change is based.
   *
   * <p>The check and the change are one atomic step: of two amendments based on the same revision
   * one succeeds. If {@code basedOn} is not the message's revision, smaller or larger, the result
   * is a conflict; the engine then computes the state again and tries again. The new revision is
   * the next of the log: one more than the largest of any of its messages. If the implementation
   * throws, the result counts as {@link AmendResult.Unknown}.
   *
   * <p>The changed message is {@link Message#amended} with the new state. The amendment's mentions
   * replace those of the message. A deletion removes more than the content: the implementation also
   * removes attachments, mentions, metadata and {@link Message#replyTo()} from its record of the
   * message, and keeps {@link Message#deletedBy()}.
   *
   * @param conversation the message's conversation
   * @param messageId the message's id
   * @param basedOn the revision of the message from which the state was computed
   * @param state the new state
   * @return the result
   */
  AmendResult amend(Conversation conversation, String messageId, long basedOn, Amendment state);

  /**
   * Reads the newest messages before a position, oldest first.
   *
   * @param conversation a conversation
   * @param seq messages of smaller {@code seq} are wanted; {@link Long#MAX_VALUE} for the newest
   * @param limit how many at most, 0 to {@value #MAX_LIMIT}
   * @return the last {@code limit} messages before {@code seq}; {@code hasMore} if there are older
   *     ones
   * @throws IllegalArgumentException if the limit is out of range or {@code seq} is negative
   */
  Page before(Conversation conversation, long seq, int limit);

  /**
   * Reads the oldest messages after a position, oldest first.
   *
   * @param conversation a conversation
   * @param seq messages of larger {@code seq} are wanted; 0 for all from the first that is kept
   * @param limit how many at most, 0 to {@value #MAX_LIMIT}
   * @return the first {@code limit} messages after {@code seq}; {@code hasMore} if there are newer
   *     ones
   * @throws IllegalArgumentException if the limit is out of range or {@code seq} is negative
   */
  Page after(Conversation conversation, long seq, int limit);

  /**
   * Reads the amendments after a revision, in their order: each as its message, with the state and
   * the revision that the amendment gave it. Amendments of expired messages are left out. An
   * amendment that a later one of the same message has replaced may be left out, and must be if it
   * shows content that the later one has removed. So a store need only keep the present state and
   * the last revision of each message, and read messages in the order of that revision. A reader
   * that continues after the last revision of each page, until there are no more, sees the present
   * state of every message that was changed.
   *
   * @param conversation a conversation
   * @param revision amendments of larger revision are wanted
   * @param limit how many at most, 0 to {@value #MAX_LIMIT}
   * @return the first {@code limit} amendments after {@code revision}; {@code hasMore} if there are
   *     newer ones
   * @throws IllegalArgumentException if the limit is out of range or {@code revision} is negative
   */
  Page amendments(Conversation conversation, long revision, int limit);

  /**
   * Finds a message by its id.
   *
   * @param conversation a conversation
   * @param messageId a message's id
   * @return the message in its present state, or nothing if the conversation has none of that id
   */
  Optional<Message> find(Conversation conversation, String messageId);

  /**
   * Finds a message by the id that the sender's client gave it.
   *
   * @param conversation a conversation
   * @param senderId the id of the sender
   * @param clientMessageId the client message id
   * @return the message in its present state, or nothing if the conversation has none of that
   *     sender and id
   */
  Optional<Message> findByClientId(
      Conversation conversation, String senderId, String clientMessageId);

  /**
   * Reads the heads of many conversations, in few calls to a remote server.
   *
   * @param conversations any number of conversations, sometimes thousands
   * @return the head of each of them, {@link Head#EMPTY} for an unknown conversation
   */
  Map<Conversation, Head> heads(Set<Conversation> conversations);

  /**
   * Lists the private logs of some users, the most recently written first.
   *
   * @param userIds ids of users
   * @param limit how many at most, 0 to {@value #MAX_LIMIT}
   * @return the heads of the logs of which at least one of the two users is given; each log once,
   *     in the order of their last appended messages. An empty log is left out; a log whose
   *     messages have all expired may be left out
   * @throws IllegalArgumentException if the limit is out of range
   */
  List<ConversationHead> directs(Set<String> userIds, int limit);

  /**
   * Deletes a conversation's messages, amendments and client message ids. The next message that is
   * appended is number 1 of a new epoch.
   *
   * @param conversation a conversation
   * @return false if there was nothing to delete
   */
  boolean delete(Conversation conversation);

  /**
   * Gives a log a new epoch in which the numbering continues, and keeps its messages. The engine
   * calls this when it finds that a log has fewer messages than before in the same epoch, for
   * example because a backup was restored.
   *
   * @param conversation a conversation
   * @param epoch the epoch that the log is expected to have; if it has another, nothing happens. So
   *     if two nodes call this at once, the log is restarted once
   * @return the head after the call, whether this call restarted the log or not. A restarted log
   *     starts at the position at which its old epoch ended. An unknown conversation is left as it
   *     is, with {@link Head#EMPTY}
   */
  Head restart(Conversation conversation, String epoch);

  /**
   * Informs the store that this node uses a conversation from now on, so that a bounded store must
   * not evict it. Never waits. Does nothing by default.
   *
   * @param conversation a conversation
   */
  default void opened(Conversation conversation) {}

  /**
   * Informs the store that this node does not use a conversation any more. Called once for each
   * {@link #opened}. Never waits. Does nothing by default.
   *
   * @param conversation a conversation
   */
  default void released(Conversation conversation) {}

  /**
   * The traits of this store.
   *
   * @return always the same
   */
  Traits traits();

  /**
   * Closes what the store itself has opened. Messages that were stored stay stored if the store is
   * durable.
   *
   * <p>Closing again does nothing. After that every method that reads or writes throws {@link
   * IllegalStateException}; {@link #opened}, {@link #released} and {@link #traits} may still be
   * called without harm.
   */
  @Override
  void close();
}
