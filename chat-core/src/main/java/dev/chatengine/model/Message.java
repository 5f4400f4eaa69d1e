package dev.chatengine.model;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message that has its place in a conversation's log.
 *
 * <p>{@link #seq()}, {@link #epoch()}, {@link #id()}, {@link #sender()}, {@link #timestamp()} and
 * what else came with its {@link Draft} never change. {@link #content()}, {@link #editedAt()},
 * {@link #deleted()} and {@link #reactions()} are its state, as the amendment numbered {@link
 * #revision()} left it.
 *
 * <p>A deletion leaves who said it, when, and its place; nothing of content, attachments, mentions,
 * metadata, reactions and {@link #replyTo()}.
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

  /** How many entries of metadata there may be. */
  public static final int MAX_METADATA_ENTRIES = 16;

  /** The longest key of metadata, in UTF-16 units. */
  public static final int MAX_METADATA_KEY_LENGTH = 64;

  /** The longest value of metadata, in UTF-16 units. */
  public static final int MAX_METADATA_VALUE_LENGTH = 1_024;

  /** The earliest time that a message may have: what ISO 8601 writes with four digits of a year. */
  public static final Instant MIN_TIMESTAMP = Instant.parse("0001-01-01T00:00:00.000Z");

  /** The latest time that a message may have: what ISO 8601 writes with four digits of a year. */
  public static final Instant MAX_TIMESTAMP = Instant.parse("9999-12-31T23:59:59.999Z");

  private final Draft draft;
  private final String epoch;
  private final long seq;
  private final long revision;
  private final @Nullable Instant editedAt;
  private final boolean deleted;
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
    reactions = Checks.reactions(builder.reactions);
  }

  private Message(Message message, Amendment amendment, long revision) {
    draft =
        amendment.deleted()
            ? emptied(message.draft)
            : message.draft.toBuilder().content(amendment.content()).build();
    epoch = message.epoch;
    seq = message.seq;
    this.revision = revision;
    editedAt = amendment.editedAt();
    deleted = amendment.deleted();
    reactions = amendment.reactions();
  }

  /** By its client message id it is still recognised when it is sent again. */
  private static Draft emptied(Draft draft) {
    return Draft.builder(draft.conversation(), draft.sender(), draft.timestamp(), "")
        .id(draft.id())
        .clientMessageId(draft.clientMessageId())
        .build();
  }

  /**
   * Starts the message that a draft becomes; a store uses it to answer an append, and to read back
   * what it kept.
   *
   * @param draft what was said; after an edit, with the content that the message has now, and after
   *     a deletion with what that leaves
   * @param epoch the epoch of the log when it was appended
   * @param seq its place, 1 or more
   * @return a builder of a message that was never changed
   */
  public static Builder builder(Draft draft, String epoch, long seq) {
    return new Builder(draft, epoch, seq);
  }

  /**
   * This message after an amendment; after a deletion, with nothing but what that leaves.
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
   * The nearest time that a message may have, for a store that reads what was written by something
   * else than a {@link Draft}.
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
   * Where it was said.
   *
   * @return a room or a private log
   */
  public Conversation conversation() {
    return draft.conversation();
  }

  /**
   * The epoch of the log when the message was appended; older than the log's if it was restarted
   * since.
   *
   * @return see {@link Position#epoch()}
   */
  public String epoch() {
    return epoch;
  }

  /**
   * Its place in the log.
   *
   * @return 1 or more; the messages of a log are numbered without a gap
   */
  public long seq() {
    return seq;
  }

  /**
   * The number, among the log's amendments, of the last that changed this message.
   *
   * @return 0 if it was never changed
   */
  public long revision() {
    return revision;
  }

  /**
   * Who said it.
   *
   * @return the sender as it was then
   */
  public User sender() {
    return draft.sender();
  }

  /**
   * What the sender calls this message.
   *
   * @return see {@link Draft#clientMessageId()}
   */
  public String clientMessageId() {
    return draft.clientMessageId();
  }

  /**
   * What it says now.
   *
   * @return at most {@value #MAX_CONTENT_LENGTH} characters; empty once deleted
   */
  public String content() {
    return draft.content();
  }

  /**
   * When it was said.
   *
   * @return in whole milliseconds, {@link #MIN_TIMESTAMP} to {@link #MAX_TIMESTAMP}
   */
  public Instant timestamp() {
    return draft.timestamp();
  }

  /**
   * When its content was last edited.
   *
   * @return in whole milliseconds, or null if never
   */
  public @Nullable Instant editedAt() {
    return editedAt;
  }

  /**
   * Whether it was taken back.
   *
   * @return true once deleted
   */
  public boolean deleted() {
    return deleted;
  }

  /**
   * Who reacted with what: at most {@value #MAX_REACTIONS} reactions of at most {@value
   * #MAX_REACTION_LENGTH} characters, each of at most {@value #MAX_REACTION_USERS} users' ids.
   *
   * @return in the order in which they were first given; no reaction is of nobody; empty once
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
   * The ids of the users whom it mentions.
   *
   * @return at most {@value #MAX_MENTIONS}; none once deleted
   */
  public List<String> mentions() {
    return draft.mentions();
  }

  /**
   * What is attached.
   *
   * @return at most {@value #MAX_ATTACHMENTS}; none once deleted
   */
  public List<Attachment> attachments() {
    return draft.attachments();
  }

  /**
   * What the host keeps with the message: at most {@value #MAX_METADATA_ENTRIES} entries, keys of
   * at most {@value #MAX_METADATA_KEY_LENGTH}, values of at most {@value
   * #MAX_METADATA_VALUE_LENGTH} characters. Stored, never sent to clients by the engine.
   *
   * @return in the order in which they were set; empty once deleted
   */
  public Map<String, String> metadata() {
    return draft.metadata();
  }

  /**
   * The draft that would become this message: all that came with it and never changes, and the
   * content that it has now.
   *
   * @return nothing of what an edit or a deletion took away
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

  /** Collects a message's place and state. Not for use by several threads. */
  public static final class Builder {
    private final Draft draft;
    private final String epoch;
    private final long seq;
    private long revision;
    private @Nullable Instant editedAt;
    private boolean deleted;
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
     * Sets whether the message was taken back; by default not.
     *
     * @param deleted see {@link Message#deleted()}
     * @return this
     */
    public Builder deleted(boolean deleted) {
      this.deleted = deleted;
      return this;
    }

    /**
     * Sets who reacted with what; by default nobody.
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
