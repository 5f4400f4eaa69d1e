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
 * Keeps what was said: one log for each conversation. It is the truth that every node goes by, and
 * it numbers the messages.
 *
 * <h2>The log</h2>
 *
 * <p>A log's messages are numbered 1, 2, 3 … ({@link Message#seq()}) without a gap. Number <i>n</i>
 * + 1 must not become visible to any reader before <i>n</i> is: who has read up to <i>n</i> and
 * reads on after it misses nothing, whatever is being written meanwhile. Amendments are numbered in
 * the same way ({@link Message#revision()}), by a count of their own. A number, once given, is
 * never given again in the same epoch, also when the message has expired, the log is empty again,
 * or the process has died between two writes.
 *
 * <p>The {@link Position#epoch() epoch} names the log. A log gets a new epoch, different from all
 * that the conversation ever had, when its first message is appended, when messages are appended
 * after {@link #delete} or after a bounded store has evicted it (numbering then begins again at 1),
 * and by {@link #restart} (numbering goes on). A log all of whose messages have expired keeps its
 * epoch and its numbers; its head stays what it was. An epoch of enough random digits needs no
 * memory of those before it.
 *
 * <h2>Reads</h2>
 *
 * <p>A read gives messages in their present state. It includes every amendment up to the {@link
 * Page#head()} that it returns, also one whose writer has died half-way: an implementation that
 * cannot read both at one moment reads the head first, for a page may go beyond its head. What a
 * deletion or an edit took away is in no read any more, the list of amendments included. Limits are
 * 0 to {@value #MAX_LIMIT}; any other is refused with {@link IllegalArgumentException}. {@link
 * Page#hasMore()} is exact as of the read, also with a limit of 0. A conversation of which nothing
 * is known reads as empty, with {@link Head#EMPTY}; reading does not make it known.
 *
 * <h2>Retention</h2>
 *
 * <p>How long a message is kept, from its append, is up to the implementation; its timestamp, which
 * may be of any year, has no part in it. The messages of a log expire in their order, so that what
 * is kept of it has no gap. An expired message is never returned, whether it has been removed or
 * not, cannot be amended, and its client message id may be used again.
 *
 * <h2>Values</h2>
 *
 * <p>Every value of a draft comes back as it was: each character (NUL, what looks like a query or
 * an escape, blanks at either end), the order of metadata and reactions, all 64 bits of a number,
 * milliseconds. Names of rooms and ids of users may hold any well-formed text and must not be able
 * to reach another conversation's log. Two conversations, ids or names are the same only if they
 * are equal, character by character: case and Unicode forms count. A key of a conversation has up
 * to {@value Conversation#MAX_KEY_LENGTH} UTF-16 units, a content up to {@value
 * Message#MAX_CONTENT_LENGTH}; the reactions of one message may come to 20 MB. What is too large
 * for an implementation it answers with {@code Refused}; it never cuts.
 *
 * <h2>Errors</h2>
 *
 * <p>Reasons and the texts of exceptions are logged and shown by health checks: they must not
 * repeat what was said.
 *
 * <p>A read that cannot be done throws; the engine goes on without history, says so, and tries
 * again. What the engine makes of the results and errors of writes is said at each method. See the
 * package's description for threads and deadlines.
 */
public interface MessageStore extends AutoCloseable {
  /** The largest limit of a read. */
  int MAX_LIMIT = 1_000;

  /**
   * Appends drafts to their conversations' logs.
   *
   * <p>Drafts of one conversation are appended in the order of the list. What becomes of one
   * conversation's drafts must not depend on another's: if one conversation cannot be written to,
   * the drafts of the others are appended all the same. The call is not atomic; each draft is. Two
   * calls at once may name the same conversations in different orders: who locks several does so in
   * an order that all keep.
   *
   * <p>A draft whose sender (by {@link dev.chatengine.model.User#id() id}) has a message with the
   * same {@link Draft#clientMessageId()} in the same conversation adds nothing and is answered with
   * {@link AppendResult.Duplicate}; also when both drafts are in this call, or are appended at the
   * same time through two nodes. This holds as long as the message is kept. Another sender's, or
   * another conversation's, equal client message id is a different one. Otherwise ids of messages
   * are taken to be unique: what becomes of a draft that has another message's id is up to the
   * implementation, as long as that other message stays what it is.
   *
   * <p>An implementation answers {@code Stored} only once the message is as durable as its traits
   * say and visible to every reader. What it has undone, or never begun to make visible, is {@code
   * Refused}. When it cannot tell (the answer to a commit is lost, say), it says {@code Unknown},
   * never {@code Refused}. Whatever it throws counts as {@code Unknown} for all drafts. The engine
   * tells the sender of a {@code Refused} or {@code Unknown} draft that the store is unavailable,
   * delivers neither, and finds out about the {@code Unknown} one by {@link #findByClientId}.
   *
   * @param drafts 1 to {@value #MAX_LIMIT} drafts of any conversations
   * @return a result for each draft, at the same index
   * @throws IllegalArgumentException if there are no drafts or too many
   */
  List<AppendResult> append(List<Draft> drafts);

  /**
   * Changes a message's state, if it is still the state on which the change is based.
   *
   * <p>The check and the change are one atomic step: of two amendments based on the same revision
   * one succeeds. Any other {@code basedOn} than the message's revision, smaller or larger, is a
   * conflict. The new revision is the log's next: one more than the last of any of its messages.
   * Whatever the implementation throws counts as {@link AmendResult.Unknown}. On a conflict the
   * engine computes the state anew and tries again.
   *
   * <p>What the message is then, {@link Message#amended} tells. Of a deleted one that is little,
   * and the rest is not to be kept: an implementation removes from the message's record what came
   * with it as well (attachments, mentions, metadata, {@link Message#replyTo()}).
   *
   * @param conversation the message's conversation
   * @param messageId the message's id
   * @param basedOn the revision of the message from which the state was computed
   * @param state the new state
   * @return what became of it
   */
  AmendResult amend(Conversation conversation, String messageId, long basedOn, Amendment state);

  /**
   * The newest messages before a place, oldest first.
   *
   * @param conversation a conversation
   * @param seq messages of smaller {@code seq} are wanted; {@link Long#MAX_VALUE} for the newest
   * @param limit how many at most, 0 to {@value #MAX_LIMIT}
   * @return the last {@code limit} messages before {@code seq}; {@code hasMore} tells whether there
   *     are older ones
   * @throws IllegalArgumentException if the limit is out of range or {@code seq} is negative
   */
  Page before(Conversation conversation, long seq, int limit);

  /**
   * The oldest messages after a place, oldest first.
   *
   * @param conversation a conversation
   * @param seq messages of larger {@code seq} are wanted; 0 for all from the first that is kept
   * @param limit how many at most, 0 to {@value #MAX_LIMIT}
   * @return the first {@code limit} messages after {@code seq}; {@code hasMore} tells whether there
   *     are newer ones
   * @throws IllegalArgumentException if the limit is out of range or {@code seq} is negative
   */
  Page after(Conversation conversation, long seq, int limit);

  /**
   * The amendments after a revision, in their order: for each, its message with the state and the
   * revision that the amendment gave it. The amendments of an expired message are left out; an
   * amendment that a later one of the same message has overtaken may be, and must be if it shows
   * what the later one took away. It is therefore enough to keep, of each message, its state and
   * its last revision, and to read messages in the order of that revision. Who reads on after the
   * last revision of a page, until there are no more, thus sees the present state of every message
   * that was changed.
   *
   * @param conversation a conversation
   * @param revision amendments of larger revision are wanted
   * @param limit how many at most, 0 to {@value #MAX_LIMIT}
   * @return the first {@code limit} amendments after {@code revision}; {@code hasMore} tells
   *     whether there are newer ones
   * @throws IllegalArgumentException if the limit is out of range or {@code revision} is negative
   */
  Page amendments(Conversation conversation, long revision, int limit);

  /**
   * A message by its id.
   *
   * @param conversation a conversation
   * @param messageId a message's id
   * @return the message as it is now, or nothing if the conversation holds none of that id
   */
  Optional<Message> find(Conversation conversation, String messageId);

  /**
   * A message by what its sender calls it.
   *
   * @param conversation a conversation
   * @param senderId the id of the sender
   * @param clientMessageId what the sender calls it
   * @return the message as it is now, or nothing if the conversation holds none of that kind
   */
  Optional<Message> findByClientId(
      Conversation conversation, String senderId, String clientMessageId);

  /**
   * How far the logs of many conversations go, in few calls to whatever keeps them.
   *
   * @param conversations any number of conversations, thousands at times
   * @return the head of each of them, {@link Head#EMPTY} for one of which nothing is known
   */
  Map<Conversation, Head> heads(Set<Conversation> conversations);

  /**
   * The private logs of some users, the most recently written first.
   *
   * @param userIds ids of users
   * @param limit how many at most, 0 to {@value #MAX_LIMIT}
   * @return the heads of the logs in which at least one of these users takes part; each log once,
   *     in the order of their last appended messages. A log that holds nothing is left out, one
   *     whose messages have all expired may be
   * @throws IllegalArgumentException if the limit is out of range
   */
  List<ConversationHead> directs(Set<String> userIds, int limit);

  /**
   * Forgets a conversation's messages, amendments and client message ids. The next message appended
   * is number 1 of a new epoch.
   *
   * @param conversation a conversation
   * @return whether there was anything to forget
   */
  boolean delete(Conversation conversation);

  /**
   * Gives a log a new epoch whose numbering goes on: the engine's answer to a log that has gone
   * back within its epoch, as a restored backup does. Its messages stay.
   *
   * @param conversation a conversation
   * @param epoch the epoch that the log must have for anything to happen, so that of two nodes that
   *     notice it one restarts it
   * @return the head after the call, whether this call restarted the log or not. A restarted log
   *     starts at the place where its old epoch ended; a conversation of which nothing is known is
   *     left as it is, with {@link Head#EMPTY}
   */
  Head restart(Conversation conversation, String epoch);

  /**
   * Tells that a conversation is in use on this node from now on, and that a bounded store must not
   * evict it. Never waits. Does nothing by default.
   *
   * @param conversation a conversation
   */
  default void opened(Conversation conversation) {}

  /**
   * Tells that a conversation is not in use on this node any more. Called once for each {@link
   * #opened}. Never waits. Does nothing by default.
   *
   * @param conversation a conversation
   */
  default void released(Conversation conversation) {}

  /**
   * What this store is.
   *
   * @return always the same
   */
  Traits traits();

  /**
   * Gives up what the store itself has opened. What was answered stays kept if it is durable.
   *
   * <p>Closing again does nothing. Every method that reads or writes then throws {@link
   * IllegalStateException}; {@link #opened}, {@link #released} and {@link #traits} may still be
   * called, and do no harm.
   */
  @Override
  void close();
}
