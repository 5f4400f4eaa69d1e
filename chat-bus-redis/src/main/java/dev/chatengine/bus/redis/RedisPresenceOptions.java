package dev.chatengine.bus.redis;

/**
 * The bounds of a {@link RedisPresenceRegistry}. They apply to the whole cluster, so all nodes need
 * the same. Immutable.
 */
public final class RedisPresenceOptions {
  /** The default of {@link Builder#maxSessions}. */
  public static final int DEFAULT_MAX_SESSIONS = 2_000_000;

  /** The default of {@link Builder#maxRoomsPerSession}. */
  public static final int DEFAULT_MAX_ROOMS_PER_SESSION = 1_000;

  /** The default of {@link Builder#maxHeldPerSession}. */
  public static final long DEFAULT_MAX_HELD_PER_SESSION = 64 << 10;

  /** The default of {@link Builder#maxHeld}. */
  public static final long DEFAULT_MAX_HELD = 256 << 20;

  /** Up to this a count of bytes stays exact in the server's scripts. */
  private static final long MOST = 1L << 50;

  private final int maxSessions;
  private final int maxRoomsPerSession;
  private final long maxHeldPerSession;
  private final long maxHeld;

  private RedisPresenceOptions(Builder builder) {
    maxSessions = builder.maxSessions;
    maxRoomsPerSession = builder.maxRoomsPerSession;
    maxHeldPerSession = builder.maxHeldPerSession;
    maxHeld = builder.maxHeld;
  }

  /**
   * The defaults: {@value #DEFAULT_MAX_SESSIONS} sessions, {@value #DEFAULT_MAX_ROOMS_PER_SESSION}
   * rooms for each, 64 KiB held for each and 256 MiB for all.
   *
   * @return options
   */
  public static RedisPresenceOptions defaults() {
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

  int maxSessions() {
    return maxSessions;
  }

  int maxRoomsPerSession() {
    return maxRoomsPerSession;
  }

  long maxHeldPerSession() {
    return maxHeldPerSession;
  }

  long maxHeld() {
    return maxHeld;
  }

  @Override
  public String toString() {
    return "RedisPresenceOptions["
        + maxSessions
        + " sessions, "
        + maxRoomsPerSession
        + " rooms, "
        + maxHeldPerSession
        + " bytes held for one, "
        + maxHeld
        + " for all]";
  }

  /** Collects options. Not for use by several threads. */
  public static final class Builder {
    private int maxSessions = DEFAULT_MAX_SESSIONS;
    private int maxRoomsPerSession = DEFAULT_MAX_ROOMS_PER_SESSION;
    private long maxHeldPerSession = DEFAULT_MAX_HELD_PER_SESSION;
    private long maxHeld = DEFAULT_MAX_HELD;

    private Builder() {}

    /**
     * Sets how many sessions are registered at most; by default {@value
     * RedisPresenceOptions#DEFAULT_MAX_SESSIONS}.
     *
     * @param maxSessions 1 or more
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder maxSessions(int maxSessions) {
      this.maxSessions = Math.toIntExact(checked(maxSessions, "maxSessions"));
      return this;
    }

    /**
     * Sets how many rooms a session is in at most; by default {@value
     * RedisPresenceOptions#DEFAULT_MAX_ROOMS_PER_SESSION}. The server takes a session out of all
     * its rooms in one step and serves nothing else meanwhile.
     *
     * @param maxRoomsPerSession 1 to 5,000
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder maxRoomsPerSession(int maxRoomsPerSession) {
      if (maxRoomsPerSession < 1 || maxRoomsPerSession > 5_000) {
        throw new IllegalArgumentException(
            "maxRoomsPerSession is " + maxRoomsPerSession + ", not 1 to 5000");
      }
      this.maxRoomsPerSession = maxRoomsPerSession;
      return this;
    }

    /**
     * Sets how many bytes of payloads are held at most for one parked session; by default {@value
     * RedisPresenceOptions#DEFAULT_MAX_HELD_PER_SESSION}. A payload of less than 64 bytes counts as
     * 64.
     *
     * @param bytes 1 to 2^50
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder maxHeldPerSession(long bytes) {
      this.maxHeldPerSession = checked(bytes, "maxHeldPerSession");
      return this;
    }

    /**
     * Sets how many bytes of payloads are held at most for all parked sessions together; by default
     * {@value RedisPresenceOptions#DEFAULT_MAX_HELD}.
     *
     * @param bytes 1 to 2^50
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder maxHeld(long bytes) {
      this.maxHeld = checked(bytes, "maxHeld");
      return this;
    }

    /**
     * Makes the options.
     *
     * @return the options
     */
    public RedisPresenceOptions build() {
      return new RedisPresenceOptions(this);
    }

    private static long checked(long value, String name) {
      if (value < 1 || value > MOST) {
        throw new IllegalArgumentException(name + " is " + value + ", not 1 to " + MOST);
      }
      return value;
    }
  }
}
