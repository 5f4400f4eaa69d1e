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
  private final @Nullable Instant editedAt;
  private final boolean deleted;
  private final Map<String, List<String>> reactions;

  private Amendment(Builder builder) {
    content =
        builder.deleted
            ? ""
            : Checks.text(builder.content, "content", 0, Message.MAX_CONTENT_LENGTH);
    editedAt = Checks.optionalTime(builder.editedAt, "editedAt");
    deleted = builder.deleted;
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
    private @Nullable Instant editedAt;
    private boolean deleted;
    private Map<String, ? extends Collection<String>> reactions;

    private Builder(Message message) {
      content = message.content();
      editedAt = message.editedAt();
      deleted = message.deleted();
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
     * Deletes the message, whatever else is set: its content, attachments, mentions, metadata,
     * reactions and {@link Message#replyTo()} are removed. A deleted message stays deleted.
     *
     * @return this
     */
    public Builder delete() {
      deleted = true;
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
