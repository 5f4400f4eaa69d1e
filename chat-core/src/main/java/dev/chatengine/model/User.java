package dev.chatengine.model;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who says something. Two users are equal if their ids are.
 *
 * <p>A user is <em>known</em> if an authenticator named it: its id outlives its connections, and
 * private messages between known users are kept. A user who only chose a name has an id that lasts
 * as long as the connection.
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
   * The user by whom a host speaks when nobody in particular does: id and name {@code "system"}.
   *
   * @return always the same user
   */
  public static User system() {
    return SYSTEM;
  }

  /**
   * A known user of that id and name.
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
   * This user's values, to be changed.
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
   * Whether an authenticator (or the host) named this user.
   *
   * @return false for who only chose a name
   */
  public boolean known() {
    return known;
  }

  /**
   * What the host keeps with the user; never sent to clients by the engine.
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
     * Sets whether an authenticator named this user; by default not.
     *
     * @param known see {@link User#known()}
     * @return this
     */
    public Builder known(boolean known) {
      this.known = known;
      return this;
    }

    /**
     * Sets what the host keeps with the user.
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
