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
  /** The retention of what is never to expire. */
  public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  /**
   * The shortest retention, unless twice the deadline is longer: no message may expire while it is
   * still being appended, or its number could be given to another.
   */
  public static final Duration MIN_RETENTION = Duration.ofMinutes(1);

  /** The longest retention but for {@link #FOREVER}. */
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
   * The defaults: database {@code chat} (or the one that a URI names), prefix {@code chat_}, 7
   * days, majority with journal, 4 seconds.
   *
   * @return options
   */
  public static MongoStoreOptions defaults() {
    return builder().build();
  }

  /**
   * Starts options of one's own.
   *
   * @return a builder that has the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /** The database, or the given one where none was chosen. */
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
   * How long messages of a conversation are kept.
   *
   * @throws RuntimeException if the host's function throws or gives what cannot be used
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
     * In which database the collections are. By default the one that the URI names, or {@code
     * chat}.
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
     * With what the names of the collections begin, {@code chat_} by default. Two prefixes in one
     * database are two stores that know nothing of each other.
     *
     * @param prefix at most 32 letters, digits and {@code _}, not beginning with {@code system}
     * @return this builder
     * @throws IllegalArgumentException if the prefix is not of this kind
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
     * How long a message is kept from its append on, 7 days by default. A change concerns what is
     * appended from then on.
     *
     * @param time {@link #MIN_RETENTION}, and at least twice the {@link #deadline}, to {@link
     *     #MAX_RETENTION}, or {@link #FOREVER}
     * @return this builder
     * @throws IllegalArgumentException if the time is out of bounds; that it is too short for the
     *     deadline, {@link #build} tells
     */
    public Builder retention(Duration time) {
      retention = requireRetention(time, MIN_RETENTION);
      return this;
    }

    /**
     * How long the messages of each room are kept; private logs have {@link #retention}. Called for
     * every append, from several threads at once; must not wait. While it throws, or gives what is
     * out of bounds, drafts for the room are refused.
     *
     * @param function gives the retention of a room, in the bounds of {@link #retention}
     * @return this builder
     */
    public Builder roomRetention(Function<? super Room, Duration> function) {
      roomRetention = Objects.requireNonNull(function, "roomRetention");
      return this;
    }

    /**
     * What a write has to have reached before it counts, majority with journal by default. With
     * less, a message that was acknowledged can be lost when a primary is.
     *
     * @param concern an acknowledged write concern
     * @return this builder
     * @throws IllegalArgumentException if it is not an acknowledged one: numbering needs the
     *     answers
     */
    public Builder writeConcern(WriteConcern concern) {
      if (!concern.isAcknowledged()) {
        throw new IllegalArgumentException("writeConcern is not an acknowledged one");
      }
      writeConcern = concern;
      return this;
    }

    /**
     * How long a call of the store may take, 4 seconds by default. A write that has no answer by
     * then is {@code Unknown}, a read throws. To be shorter than the engine's own deadline for a
     * plug-in, so that a host sees the reason, and than half of every {@link #retention}.
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
     * @return options with what was set
     * @throws IllegalArgumentException if the retention is shorter than twice the deadline
     */
    public MongoStoreOptions build() {
      return new MongoStoreOptions(this);
    }
  }
}
