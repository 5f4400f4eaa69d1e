package dev.chatengine.model;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The new state of a message: all its values that an edit, a deletion or a reaction can change.
 *
 * <p>An amendment is the whole state and not a difference, so that applying it twice does no harm.
 * It is computed from a message at some revision, and a store accepts it only while the message is
 * still at that revision.
 */
public final class Amendment {
  private final String content;
  private final List<String> mentions;
  private final @Nullable Instant editedAt;
  private final boolean deleted;
  private final @Nullable String deletedBy;
  private final Map<String, List<String>> reactions;

  private Amendment(Builder builder) {
    content =
        builder.deleted
            ? ""
            : Checks.text(builder.content, "content", 0, Message.MAX_CONTENT_LENGTH);
    mentions =
        builder.deleted
            ? List.of()
            : Checks.texts(builder.mentions, "mentions", Message.MAX_MENTIONS, User.MAX_ID_LENGTH);
    editedAt = Checks.optionalTime(builder.editedAt, "editedAt");
    deleted = builder.deleted;
    deletedBy = Checks.deletedBy(builder.deletedBy, deleted);
    reactions = builder.deleted ? Map.of() : Checks.reactions(builder.reactions);
  }

  /**
   * Starts an amendment from the present state of a message.
   *
   * @param message a message
   * @return a builder that begins with the message's state
   */
  public static Builder of(Message message) {
    return new Builder(message);
  }

  /**
   * The content.
   *
   * @return at most {@value Message#MAX_CONTENT_LENGTH} characters; empty once deleted
   */
  public String content() {
    return content;
  }

  /**
   * The ids of the users that the message mentions.
   *
   * @return at most {@value Message#MAX_MENTIONS}; none once deleted
   */
  public List<String> mentions() {
    return mentions;
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
   * @return see {@link Message#deletedBy()}
   */
  public @Nullable String deletedBy() {
    return deletedBy;
  }

  /**
   * The reactions, each with the ids of its users.
   *
   * @return see {@link Message#reactions()}
   */
  public Map<String, List<String>> reactions() {
    return reactions;
  }

  @Override
  public String toString() {
    return "Amendment[" + content.length() + " characters" + (deleted ? ", deleted]" : "]");
  }

  /** Collects a message's new state. Not for use by several threads. */
  public static final class Builder {
    private String content;
    private List<String> mentions;
    private @Nullable Instant editedAt;
    private boolean deleted;
    private @Nullable String deletedBy;
    private Map<String, ? extends Collection<String>> reactions;

    private Builder(Message message) {
      content = message.content();
      mentions = message.mentions();
      editedAt = message.editedAt();
      deleted = message.deleted();
      deletedBy = message.deletedBy();
      reactions = message.reactions();
    }

    /**
     * Changes the content.
     *
     * @param content at most {@value Message#MAX_CONTENT_LENGTH} characters
     * @param editedAt the time of the edit, {@link Message#MIN_TIMESTAMP} to {@link
     *     Message#MAX_TIMESTAMP}, cut to milliseconds
     * @return this
     */
    public Builder edit(String content, Instant editedAt) {
      this.content = Objects.requireNonNull(content, "content");
      this.editedAt = Objects.requireNonNull(editedAt, "editedAt");
      return this;
    }

    /**
     * Replaces the mentions.
     *
     * @param userIds the ids of the users that the message mentions from now on, at most {@value
     *     Message#MAX_MENTIONS}; null changes nothing
     * @return this
     */
    public Builder mentions(@Nullable List<String> userIds) {
      if (userIds != null) {
        mentions = userIds;
      }
      return this;
    }

    /**
     * Deletes the message, whatever else is set: its content, attachments, mentions, metadata,
     * reactions and {@link Message#replyTo()} are removed. A deleted message stays deleted.
     *
     * @param deletedBy the id of the user that deletes it, 1 to {@value User#MAX_ID_LENGTH}
     *     characters
     * @return this
     */
    public Builder delete(String deletedBy) {
      deleted = true;
      this.deletedBy = Objects.requireNonNull(deletedBy, "deletedBy");
      return this;
    }

    /**
     * Sets the reactions, each with the ids of its users.
     *
     * @param reactions see {@link Message#reactions()}; a reaction without users is left out
     * @return this
     */
    public Builder reactions(Map<String, ? extends Collection<String>> reactions) {
      this.reactions = Objects.requireNonNull(reactions, "reactions");
      return this;
    }

    /**
     * Makes the amendment.
     *
     * @return an amendment of this state
     * @throws IllegalArgumentException if a bound is broken
     */
    public Amendment build() {
      return new Amendment(this);
    }
  }
}
