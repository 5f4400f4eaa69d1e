package dev.chatengine.model;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message that is stored in a conversation's log.
 *
 * <p>{@link #seq()}, {@link #epoch()}, {@link #id()}, {@link #sender()}, {@link #timestamp()} and
 * the other values of its {@link Draft} never change. {@link #content()}, {@link #mentions()},
 * {@link #editedAt()}, {@link #deleted()}, {@link #deletedBy()} and {@link #reactions()} are its
 * state, which the amendment with the number {@link #revision()} has set.
 *
 * <p>A deleted message keeps its sender, its time and its number. Its content, attachments,
 * mentions, metadata, reactions and {@link #replyTo()} are removed.
 */
public final class Message {
  /** The longest id, in UTF-16 units. */
  public static final int MAX_ID_LENGTH = 64;

  /** The longest id that a client may give, in UTF-16 units. */
  public static final int MAX_CLIENT_ID_LENGTH = 64;

  /** The longest content, in UTF-16 units. An engine usually allows less. */
  public static final int MAX_CONTENT_LENGTH = 65_536;

  /** How many users a message may mention. */
  public static final int MAX_MENTIONS = 50;

  /** How many files may be attached to a message. */
  public static final int MAX_ATTACHMENTS = 10;

  /** How many different reactions a message may have. */
  public static final int MAX_REACTIONS = 50;

  /** The longest reaction, in UTF-16 units. */
  public static final int MAX_REACTION_LENGTH = 64;

  /** How many users may have the same reaction to a message. */
  public static final int MAX_REACTION_USERS = 1_000;

  /** How many different reactions one user may have to a message. The engine enforces it. */
  public static final int MAX_REACTIONS_OF_USER = 20;

  /** How many entries of metadata there may be. */
  public static final int MAX_METADATA_ENTRIES = 16;

  /** The longest key of metadata, in UTF-16 units. */
  public static final int MAX_METADATA_KEY_LENGTH = 64;

  /** The longest value of metadata, in UTF-16 units. */
  public static final int MAX_METADATA_VALUE_LENGTH = 1_024;

  /** The earliest time of a message: ISO 8601 writes years with four digits. */
  public static final Instant MIN_TIMESTAMP = Instant.parse("0001-01-01T00:00:00.000Z");

  /** The latest time of a message: ISO 8601 writes years with four digits. */
  public static final Instant MAX_TIMESTAMP = Instant.parse("9999-12-31T23:59:59.999Z");

  private final Draft draft;
  private final String epoch;
  private final long seq;
  private final long revision;
  private final @Nullable Instant editedAt;
  private final boolean deleted;
  private final @Nullable String deletedBy;
  private final Map<String, List<String>> reactions;

  private Message(Builder builder) {
    draft = builder.draft;
    epoch = new Position(builder.epoch, builder.seq, builder.revision).epoch();
    if (builder.seq < 1) {
      throw new IllegalArgumentException("seq is " + builder.seq + ", not 1 or more");
    }
    seq = builder.seq;
    revision = builder.revision;
    editedAt = Checks.optionalTime(builder.editedAt, "editedAt");
    deleted = builder.deleted;
    deletedBy = Checks.deletedBy(builder.deletedBy, deleted);
    reactions = Checks.reactions(builder.reactions);
  }

  private Message(Message message, Amendment amendment, long revision) {
    draft = amendment.deleted() ? emptied(message.draft) : edited(message.draft, amendment);
    epoch = message.epoch;
    seq = message.seq;
    this.revision = revision;
    editedAt = amendment.editedAt();
    deleted = amendment.deleted();
    deletedBy = amendment.deletedBy();
    reactions = amendment.reactions();
  }

  private static Draft edited(Draft draft, Amendment state) {
    return draft.toBuilder().content(state.content()).mentions(state.mentions()).build();
  }

  /** By its client message id it is still recognised when it is sent again. */
  private static Draft emptied(Draft draft) {
    return Draft.builder(draft.conversation(), draft.sender(), draft.timestamp(), "")
        .id(draft.id())
        .clientMessageId(draft.clientMessageId())
        .build();
  }

  /**
   * Starts the message that a draft becomes. For stores, which build the message that they append
   * and messages that they read.
   *
   * @param draft the draft, with the present content and mentions if the message was edited, and
   *     without what a deletion has removed
   * @param epoch the epoch of the log when it was appended
   * @param seq its number, 1 or more
   * @return a builder of a message that was never changed
   */
  public static Builder builder(Draft draft, String epoch, long seq) {
    return new Builder(draft, epoch, seq);
  }

  /**
   * Applies an amendment. If it is a deletion, the result lacks what a deletion removes.
   *
   * @param amendment its new state
   * @param revision the amendment's number, larger than this message's
   * @return a new message
   * @throws IllegalArgumentException if the revision is not larger
   */
  public Message amended(Amendment amendment, long revision) {
    if (revision <= this.revision) {
      throw new IllegalArgumentException(
          "revision " + revision + " does not follow revision " + this.revision);
    }
    return new Message(this, amendment, revision);
  }

  /**
   * Finds the nearest time that a message may have. For stores, which may read records that were
   * written by other software.
   *
   * @param time any time
   * @return the time if it is from {@link #MIN_TIMESTAMP} to {@link #MAX_TIMESTAMP}, otherwise the
   *     one of the two that is nearer
   */
  public static Instant nearestTimestamp(Instant time) {
    if (time.isBefore(MIN_TIMESTAMP)) {
      return MIN_TIMESTAMP;
    }
    return time.isAfter(MAX_TIMESTAMP) ? MAX_TIMESTAMP : time;
  }

  /**
   * The id, which never changes.
   *
   * @return unique among all messages
   */
  public String id() {
    return draft.id();
  }

  /**
   * The conversation that holds the message.
   *
   * @return a room or a private log
   */
  public Conversation conversation() {
    return draft.conversation();
  }

  /**
   * The epoch of the log when the message was appended. If the log was restarted since then, the
   * log's epoch is another one.
   *
   * @return see {@link Position#epoch()}
   */
  public String epoch() {
    return epoch;
  }

  /**
   * The number of the message in the log.
   *
   * @return 1 or more; the messages of a log are numbered without a gap
   */
  public long seq() {
    return seq;
  }

  /**
   * The number of the last amendment of this message, among all amendments of the log.
   *
   * @return 0 if it was never changed
   */
  public long revision() {
    return revision;
  }

  /**
   * The sender.
   *
   * @return the user as it was when it sent the message
   */
  public User sender() {
    return draft.sender();
  }

  /**
   * The id that the client gave this message.
   *
   * @return see {@link Draft#clientMessageId()}
   */
  public String clientMessageId() {
    return draft.clientMessageId();
  }

  /**
   * The present content.
   *
   * @return at most {@value #MAX_CONTENT_LENGTH} characters; empty once deleted
   */
  public String content() {
    return draft.content();
  }

  /**
   * When the message was sent.
   *
   * @return in whole milliseconds, {@link #MIN_TIMESTAMP} to {@link #MAX_TIMESTAMP}
   */
  public Instant timestamp() {
    return draft.timestamp();
  }

  /**
   * When the content was last edited.
   *
   * @return in whole milliseconds, or null if never
   */
  public @Nullable Instant editedAt() {
    return editedAt;
  }

  /**
   * Whether the message is deleted.
   *
   * @return true once deleted
   */
  public boolean deleted() {
    return deleted;
  }

  /**
   * The user that deleted the message.
   *
   * @return the user's id, 1 to {@value User#MAX_ID_LENGTH} characters; null if the message is not
   *     deleted, or if it is not known who deleted it
   */
  public @Nullable String deletedBy() {
    return deletedBy;
  }

  /**
   * The reactions, each with the ids of its users: at most {@value #MAX_REACTIONS} reactions of at
   * most {@value #MAX_REACTION_LENGTH} characters, each of at most {@value #MAX_REACTION_USERS}
   * users' ids.
   *
   * @return in the order in which they were first given; each has at least one user; empty once
   *     deleted
   */
  public Map<String, List<String>> reactions() {
    return reactions;
  }

  /**
   * The id of the message that this one answers.
   *
   * @return null if it answers none, and once deleted
   */
  public @Nullable String replyTo() {
    return draft.replyTo();
  }

  /**
   * The ids of the users that the message mentions, as the last edit has set them.
   *
   * @return at most {@value #MAX_MENTIONS}; none once deleted
   */
  public List<String> mentions() {
    return draft.mentions();
  }

  /**
   * The attachments.
   *
   * @return at most {@value #MAX_ATTACHMENTS}; none once deleted
   */
  public List<Attachment> attachments() {
    return draft.attachments();
  }

  /**
   * Data of the host about the message: at most {@value #MAX_METADATA_ENTRIES} entries, keys of at
   * most {@value #MAX_METADATA_KEY_LENGTH}, values of at most {@value #MAX_METADATA_VALUE_LENGTH}
   * characters. It is stored, and never sent to clients by the engine.
   *
   * @return in the order in which they were set; empty once deleted
   */
  public Map<String, String> metadata() {
    return draft.metadata();
  }

  /**
   * The draft that would become this message: its values that never change, and its present content
   * and mentions.
   *
   * @return a draft without what an edit or a deletion has removed
   */
  public Draft draft() {
    return draft;
  }

  @Override
  public String toString() {
    return "Message["
        + conversation()
        + " "
        + epoch
        + "/"
        + seq
        + (revision == 0 ? "" : " revision " + revision)
        + ", "
        + id()
        + "]";
  }

  /** Collects a message's number and state. Not for use by several threads. */
  public static final class Builder {
    private final Draft draft;
    private final String epoch;
    private final long seq;
    private long revision;
    private @Nullable Instant editedAt;
    private boolean deleted;
    private @Nullable String deletedBy;
    private Map<String, ? extends Collection<String>> reactions = Map.of();

    private Builder(Draft draft, String epoch, long seq) {
      this.draft = Objects.requireNonNull(draft, "draft");
      this.epoch = Objects.requireNonNull(epoch, "epoch");
      this.seq = seq;
    }

    /**
     * Sets the number of the last amendment; 0 by default.
     *
     * @param revision 0 or more
     * @return this
     */
    public Builder revision(long revision) {
      this.revision = revision;
      return this;
    }

    /**
     * Sets when the content was last edited.
     *
     * @param editedAt {@link #MIN_TIMESTAMP} to {@link #MAX_TIMESTAMP}, cut to milliseconds; null
     *     (the default) for never
     * @return this
     */
    public Builder editedAt(@Nullable Instant editedAt) {
      this.editedAt = editedAt;
      return this;
    }

    /**
     * Sets whether the message is deleted; by default not.
     *
     * @param deleted see {@link Message#deleted()}
     * @return this
     */
    public Builder deleted(boolean deleted) {
      this.deleted = deleted;
      return this;
    }

    /**
     * Sets the user that deleted the message.
     *
     * @param userId 1 to {@value User#MAX_ID_LENGTH} characters; null (the default) if the message
     *     is not deleted, or if it is not known who deleted it
     * @return this
     */
    public Builder deletedBy(@Nullable String userId) {
      this.deletedBy = userId;
      return this;
    }

    /**
     * Sets the reactions, each with the ids of its users; by default none.
     *
     * @param reactions see {@link Message#reactions()}
     * @return this
     */
    public Builder reactions(Map<String, ? extends Collection<String>> reactions) {
      this.reactions = Objects.requireNonNull(reactions, "reactions");
      return this;
    }

    /**
     * Makes the message.
     *
     * @return a message of these values
     * @throws IllegalArgumentException if a bound is broken
     */
    public Message build() {
      return new Message(this);
    }
  }
}
