package dev.chatengine.model;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user of the chat: the sender of messages and the member of rooms. Two users are equal if their
 * ids are.
 *
 * <p>A user is <em>known</em> if an authenticator identified it: it has the same id each time it
 * connects, and private messages between known users are stored. A <em>guest</em> only chose a
 * name, and has an id that lasts as long as the session.
 */
public final class User {
  /** The longest id, in UTF-16 units. */
  public static final int MAX_ID_LENGTH = 128;

  /** The longest display name, in UTF-16 units. */
  public static final int MAX_NAME_LENGTH = 128;

  private static final User SYSTEM = builder("system").name("system").known(true).build();

  private final String id;
  private final @Nullable String name;
  private final boolean known;
  private final Map<String, String> metadata;

  private User(Builder builder) {
    id = Checks.text(builder.id, "user id", 1, MAX_ID_LENGTH);
    name = Checks.optionalText(builder.name, "user name", 1, MAX_NAME_LENGTH);
    known = builder.known;
    metadata = Checks.metadata(builder.metadata);
  }

  /**
   * The sender for a host's messages that have no other sender: its id and name are {@code
   * "system"}.
   *
   * @return always the same user
   */
  public static User system() {
    return SYSTEM;
  }

  /**
   * Makes a known user.
   *
   * @param id 1 to {@value #MAX_ID_LENGTH} characters
   * @param name 1 to {@value #MAX_NAME_LENGTH} characters
   * @return the user
   * @throws IllegalArgumentException if a bound is broken
   */
  public static User of(String id, String name) {
    return builder(id).name(name).known(true).build();
  }

  /**
   * Starts a user.
   *
   * @param id 1 to {@value #MAX_ID_LENGTH} characters
   * @return a builder
   */
  public static Builder builder(String id) {
    return new Builder(id);
  }

  /**
   * Starts a user with the values of this one.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(id).name(name).known(known).metadata(metadata);
  }

  /**
   * The id, unique among all users.
   *
   * @return 1 to {@value #MAX_ID_LENGTH} characters
   */
  public String id() {
    return id;
  }

  /**
   * The name to show.
   *
   * @return null while the user has chosen none
   */
  public @Nullable String name() {
    return name;
  }

  /**
   * The name to show, or nothing.
   *
   * @return the empty text while the user has chosen no name
   */
  public String displayName() {
    return name == null ? "" : name;
  }

  /**
   * Whether an authenticator (or the host) identified this user.
   *
   * @return false for a guest
   */
  public boolean known() {
    return known;
  }

  /**
   * Data of the host about the user. The engine never sends it to clients.
   *
   * @return within the bounds that {@link Message#metadata()} has
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof User user && user.id.equals(id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "User[" + id + (known ? ", known]" : "]");
  }

  /** Collects a user's values. Not for use by several threads. */
  public static final class Builder {
    private final String id;
    private @Nullable String name;
    private boolean known;
    private Map<String, String> metadata = Map.of();

    private Builder(String id) {
      this.id = Objects.requireNonNull(id, "id");
    }

    /**
     * Sets the name to show.
     *
     * @param name 1 to {@value User#MAX_NAME_LENGTH} characters, or null for none
     * @return this
     */
    public Builder name(@Nullable String name) {
      this.name = name;
      return this;
    }

    /**
     * Sets whether an authenticator identified this user; by default not.
     *
     * @param known see {@link User#known()}
     * @return this
     */
    public Builder known(boolean known) {
      this.known = known;
      return this;
    }

    /**
     * Sets data of the host about the user.
     *
     * @param metadata see {@link User#metadata()}
     * @return this
     */
    public Builder metadata(Map<String, String> metadata) {
      this.metadata = metadata;
      return this;
    }

    /**
     * Makes the user.
     *
     * @return a user of these values
     * @throws IllegalArgumentException if a bound is broken
     */
    public User build() {
      return new User(this);
    }
  }
}
