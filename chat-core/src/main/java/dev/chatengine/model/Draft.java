package dev.chatengine.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that is not stored yet. When a store appends it to a log, it becomes a {@link Message},
 * with every value of the draft unchanged.
 */
public final class Draft {
  private final String id;
  private final Conversation conversation;
  private final User sender;
  private final String clientMessageId;
  private final String content;
  private final Instant timestamp;
  private final @Nullable String replyTo;
  private final List<String> mentions;
  private final List<Attachment> attachments;
  private final Map<String, String> metadata;

  private Draft(Builder builder) {
    id =
        builder.id == null
            ? UUID.randomUUID().toString()
            : Checks.text(builder.id, "message id", 1, Message.MAX_ID_LENGTH);
    conversation = builder.conversation;
    sender = builder.sender;
    clientMessageId =
        builder.clientMessageId == null
            ? id
            : Checks.text(
                builder.clientMessageId, "client message id", 1, Message.MAX_CLIENT_ID_LENGTH);
    content = Checks.text(builder.content, "content", 0, Message.MAX_CONTENT_LENGTH);
    timestamp = Checks.time(builder.timestamp, "timestamp");
    replyTo = Checks.optionalText(builder.replyTo, "reply-to id", 1, Message.MAX_ID_LENGTH);
    mentions = Checks.texts(builder.mentions, "mentions", Message.MAX_MENTIONS, User.MAX_ID_LENGTH);
    Checks.size(builder.attachments, "attachments", Message.MAX_ATTACHMENTS);
    attachments = List.copyOf(builder.attachments);
    metadata = Checks.metadata(builder.metadata);
  }

  /**
   * Starts a draft.
   *
   * @param conversation the room or private log to which it is sent
   * @param sender the sender
   * @param timestamp when it was sent, {@link Message#MIN_TIMESTAMP} to {@link
   *     Message#MAX_TIMESTAMP}, cut to milliseconds
   * @param content the text, at most {@value Message#MAX_CONTENT_LENGTH} characters
   * @return a builder
   */
  public static Builder builder(
      Conversation conversation, User sender, Instant timestamp, String content) {
    return new Builder(conversation, sender, timestamp, content);
  }

  /**
   * Starts a draft with the values of this one.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(conversation, sender, timestamp, content)
        .id(id)
        .clientMessageId(clientMessageId)
        .replyTo(replyTo)
        .mentions(mentions)
        .attachments(attachments)
        .metadata(metadata);
  }

  /**
   * The id that the message will have.
   *
   * @return unique among all messages
   */
  public String id() {
    return id;
  }

  /**
   * The conversation to which it is sent.
   *
   * @return a room or a private log
   */
  public Conversation conversation() {
    return conversation;
  }

  /**
   * The sender.
   *
   * @return the user as it is now
   */
  public User sender() {
    return sender;
  }

  /**
   * The id that the client gave this message. A draft that is sent again with the same id is stored
   * once.
   *
   * @return unique among the messages of this sender in this conversation; the {@link #id()} if the
   *     client gave none
   */
  public String clientMessageId() {
    return clientMessageId;
  }

  /**
   * The text.
   *
   * @return at most {@value Message#MAX_CONTENT_LENGTH} characters
   */
  public String content() {
    return content;
  }

  /**
   * When it was sent.
   *
   * @return in whole milliseconds, {@link Message#MIN_TIMESTAMP} to {@link Message#MAX_TIMESTAMP}
   */
  public Instant timestamp() {
    return timestamp;
  }

  /**
   * The id of the message that this one answers.
   *
   * @return null if it answers none
   */
  public @Nullable String replyTo() {
    return replyTo;
  }

  /**
   * The ids of the users that the message mentions.
   *
   * @return at most {@value Message#MAX_MENTIONS}
   */
  public List<String> mentions() {
    return mentions;
  }

  /**
   * The attachments.
   *
   * @return at most {@value Message#MAX_ATTACHMENTS}
   */
  public List<Attachment> attachments() {
    return attachments;
  }

  /**
   * Data of the host about the message.
   *
   * @return see {@link Message#metadata()}
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public String toString() {
    return "Draft[" + conversation + ", " + id + ", " + content.length() + " characters]";
  }

  /** Collects a draft's values. Not for use by several threads. */
  public static final class Builder {
    private final Conversation conversation;
    private final User sender;
    private final Instant timestamp;
    private @Nullable String id;
    private @Nullable String clientMessageId;
    private String content;
    private @Nullable String replyTo;
    private List<String> mentions = List.of();
    private List<Attachment> attachments = List.of();
    private Map<String, String> metadata = Map.of();

    private Builder(Conversation conversation, User sender, Instant timestamp, String content) {
      this.conversation = Objects.requireNonNull(conversation, "conversation");
      this.sender = Objects.requireNonNull(sender, "sender");
      this.timestamp = Objects.requireNonNull(timestamp, "timestamp");
      this.content = Objects.requireNonNull(content, "content");
    }

    /**
     * Sets the id that the message will have; by default a random UUID.
     *
     * @param id 1 to {@value Message#MAX_ID_LENGTH} characters, unique among all messages
     * @return this
     */
    public Builder id(String id) {
      this.id = id;
      return this;
    }

    /**
     * Sets the id that the client gave this message; by default the message's id.
     *
     * @param clientMessageId 1 to {@value Message#MAX_CLIENT_ID_LENGTH} characters, or null for the
     *     message's id
     * @return this
     */
    public Builder clientMessageId(@Nullable String clientMessageId) {
      this.clientMessageId = clientMessageId;
      return this;
    }

    /**
     * Sets the text.
     *
     * @param content at most {@value Message#MAX_CONTENT_LENGTH} characters
     * @return this
     */
    public Builder content(String content) {
      this.content = Objects.requireNonNull(content, "content");
      return this;
    }

    /**
     * Sets the message that this one answers.
     *
     * @param messageId its id, or null for none
     * @return this
     */
    public Builder replyTo(@Nullable String messageId) {
      this.replyTo = messageId;
      return this;
    }

    /**
     * Sets which users the message mentions.
     *
     * @param userIds at most {@value Message#MAX_MENTIONS} ids
     * @return this
     */
    public Builder mentions(List<String> userIds) {
      this.mentions = userIds;
      return this;
    }

    /**
     * Sets the attachments.
     *
     * @param attachments at most {@value Message#MAX_ATTACHMENTS}
     * @return this
     */
    public Builder attachments(List<Attachment> attachments) {
      this.attachments = attachments;
      return this;
    }

    /**
     * Sets data of the host about the message.
     *
     * @param metadata see {@link Message#metadata()}
     * @return this
     */
    public Builder metadata(Map<String, String> metadata) {
      this.metadata = metadata;
      return this;
    }

    /**
     * Makes the draft.
     *
     * @return a draft of these values
     * @throws IllegalArgumentException if a bound is broken
     */
    public Draft build() {
      return new Draft(this);
    }
  }
}
