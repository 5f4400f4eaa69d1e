package dev.chatengine.store.mongo;

import com.mongodb.WriteConcern;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Room;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a {@link MongoMessageStore} keeps messages. Immutable. */
public final class MongoStoreOptions {
  /** The retention of messages that never expire. */
  public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  /**
   * The shortest retention, unless twice the deadline is longer: a message must not expire during
   * its append, or its number could be given to another.
   */
  public static final Duration MIN_RETENTION = Duration.ofMinutes(1);

  /** The longest retention other than {@link #FOREVER}. */
  public static final Duration MAX_RETENTION = Duration.ofDays(36_500);

  private static final Duration DEFAULT_RETENTION = Duration.ofDays(7);
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(4);
  private static final Duration MIN_DEADLINE = Duration.ofMillis(100);
  private static final Duration MAX_DEADLINE = Duration.ofMinutes(10);
  private static final int DEADLINES_PER_RETENTION = 2;
  private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_-]{1,63}");
  private static final Pattern PREFIX = Pattern.compile("(?!system)[A-Za-z0-9_]{0,32}");

  private final @Nullable String database;
  private final String collectionPrefix;
  private final Duration retention;
  private final @Nullable Function<? super Room, Duration> roomRetention;
  private final WriteConcern writeConcern;
  private final Duration deadline;

  private MongoStoreOptions(Builder builder) {
    database = builder.database;
    collectionPrefix = builder.collectionPrefix;
    retention = requireRetention(builder.retention, shortestRetention(builder.deadline));
    roomRetention = builder.roomRetention;
    writeConcern = builder.writeConcern;
    deadline = builder.deadline;
  }

  /**
   * The default options; each setting of the {@link Builder} names its default.
   *
   * @return options
   */
  public static MongoStoreOptions defaults() {
    return builder().build();
  }

  /**
   * Starts with the defaults.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** The database; the given one if none was chosen. */
  String databaseOr(String other) {
    return database == null ? other : database;
  }

  String collectionPrefix() {
    return collectionPrefix;
  }

  WriteConcern writeConcern() {
    return writeConcern;
  }

  Duration deadline() {
    return deadline;
  }

  /**
   * The retention of a conversation.
   *
   * @throws RuntimeException if the host's function throws or returns an invalid value
   */
  Duration retentionOf(Conversation conversation) {
    if (roomRetention != null && conversation instanceof Room room) {
      return requireRetention(
          Objects.requireNonNull(roomRetention.apply(room), "retention of a room"),
          shortestRetention(deadline));
    }
    return retention;
  }

  private static Duration shortestRetention(Duration deadline) {
    Duration appending = deadline.multipliedBy(DEADLINES_PER_RETENTION);
    return appending.compareTo(MIN_RETENTION) > 0 ? appending : MIN_RETENTION;
  }

  private static Duration requireRetention(Duration value, Duration shortest) {
    boolean between = value.compareTo(shortest) >= 0 && value.compareTo(MAX_RETENTION) <= 0;
    if (!between && !value.equals(FOREVER)) {
      String reason = shortest.equals(MIN_RETENTION) ? "" : " (twice the deadline)";
      throw new IllegalArgumentException(
          "retention is " + value + ", not " + shortest + reason + " to " + MAX_RETENTION);
    }
    return value;
  }

  @Override
  public String toString() {
    return "MongoStoreOptions["
        + databaseOr("(default)")
        + "."
        + collectionPrefix
        + "*, "
        + retention
        + ", "
        + writeConcern
        + ", "
        + deadline
        + "]";
  }

  /** Collects options. Not safe for use by several threads. */
  public static final class Builder {
    private @Nullable String database;
    private String collectionPrefix = "chat_";
    private Duration retention = DEFAULT_RETENTION;
    private @Nullable Function<? super Room, Duration> roomRetention;
    private WriteConcern writeConcern = WriteConcern.MAJORITY.withJournal(true);
    private Duration deadline = DEFAULT_DEADLINE;

    private Builder() {}

    /**
     * The database of the collections. By default the one that the URI names, or {@code chat}.
     *
     * @param name 1 to 63 letters, digits, {@code _} and {@code -}
     * @return this builder
     * @throws IllegalArgumentException if the name is none of these
     */
    public Builder database(String name) {
      if (!DATABASE.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "database is \"" + name + "\", not 1 to 63 letters, digits, _ and -");
      }
      database = name;
      return this;
    }

    /**
     * The prefix of the collections' names, {@code chat_} by default. Two prefixes in one database
     * are two independent stores.
     *
     * @param prefix at most 32 letters, digits and {@code _}, not beginning with {@code system}
     * @return this builder
     * @throws IllegalArgumentException if the prefix is malformed
     */
    public Builder collectionPrefix(String prefix) {
      if (!PREFIX.matcher(prefix).matches()) {
        throw new IllegalArgumentException(
            "collectionPrefix is \""
                + prefix
                + "\", not at most 32 letters, digits and _ that do not begin with system");
      }
      collectionPrefix = prefix;
      return this;
    }

    /**
     * How long a message is kept after its append, 7 days by default. A change applies to later
     * appends only.
     *
     * @param time {@link #MIN_RETENTION}, and at least twice the {@link #deadline}, to {@link
     *     #MAX_RETENTION}, or {@link #FOREVER}
     * @return this builder
     * @throws IllegalArgumentException if the time is out of bounds; {@link #build} checks it
     *     against the deadline
     */
    public Builder retention(Duration time) {
      retention = requireRetention(time, MIN_RETENTION);
      return this;
    }

    /**
     * How long the messages of each room are kept; private logs use {@link #retention}. Called for
     * every append, from several threads at once; must not wait. Drafts for the room are refused
     * while the function throws or returns a time that is out of bounds.
     *
     * @param function gives the retention of a room, in the bounds of {@link #retention}
     * @return this builder
     */
    public Builder roomRetention(Function<? super Room, Duration> function) {
      roomRetention = Objects.requireNonNull(function, "roomRetention");
      return this;
    }

    /**
     * The write concern that a write must reach before it counts, majority with journal by default.
     * With less, the loss of a primary can lose acknowledged messages.
     *
     * @param concern an acknowledged write concern
     * @return this builder
     * @throws IllegalArgumentException if it is not acknowledged: numbering needs the answers
     */
    public Builder writeConcern(WriteConcern concern) {
      if (!concern.isAcknowledged()) {
        throw new IllegalArgumentException("writeConcern is not an acknowledged one");
      }
      writeConcern = concern;
      return this;
    }

    /**
     * How long a call of the store may take, 4 seconds by default. After that, a write is {@code
     * Unknown} and a read throws. Must be shorter than the engine's own deadline for a plug-in, so
     * that a host sees the reason, and shorter than half of every {@link #retention}.
     *
     * @param time 100 milliseconds to 10 minutes
     * @return this builder
     * @throws IllegalArgumentException if the time is out of bounds
     */
    public Builder deadline(Duration time) {
      if (time.compareTo(MIN_DEADLINE) < 0 || time.compareTo(MAX_DEADLINE) > 0) {
        throw new IllegalArgumentException(
            "deadline is " + time + ", not " + MIN_DEADLINE + " to " + MAX_DEADLINE);
      }
      deadline = time;
      return this;
    }

    /**
     * Makes the options.
     *
     * @return the options
     * @throws IllegalArgumentException if the retention is shorter than twice the deadline
     */
    public MongoStoreOptions build() {
      return new MongoStoreOptions(this);
    }
  }
}
