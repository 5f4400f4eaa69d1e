package dev.chatengine.engine.session;

import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.model.Message;
import dev.chatengine.protocol.Expiry;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a session, and until when they are valid. Made only if there is an
 * authenticator. Belongs to the session's executor.
 */
public final class AuthState {
  /**
   * The longest timer. When it ends, the time of day is read again, since the clock may have been
   * set.
   */
  private static final Duration LONGEST_TIMER = Duration.ofDays(1);

  private final SerialExecutor session;
  private final Outbound outbound;

  /** The client's request, for later calls of the authenticator. */
  private @Nullable ConnectionRequest credentials;

  private boolean awaitsToken;
  private Scheduler.@Nullable Cancellable timer;
  private @Nullable Instant expiresAt;

  AuthState(SerialExecutor session, Outbound outbound) {
    this.session = session;
    this.outbound = outbound;
  }

  @Nullable ConnectionRequest credentials() {
    return credentials;
  }

  public void setCredentials(ConnectionRequest request) {
    credentials = request;
  }

  /** Whether the client's requests are refused until it has sent a token. */
  public boolean awaitsToken() {
    return awaitsToken;
  }

  public void awaitToken(Instant until) {
    awaitsToken = true;
    expireAt(until);
  }

  public void tokenReceived() {
    awaitsToken = false;
    expireAt(null);
  }

  /**
   * Closes the connection at a time, unless another time is set before; null for never. A time that
   * is too late for a frame to express counts as never.
   */
  public void expireAt(@Nullable Instant moment) {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    expiresAt = moment == null || moment.isAfter(Message.MAX_TIMESTAMP) ? null : moment;
    if (expiresAt == null) {
      return;
    }
    Duration left = left(expiresAt);
    if (left.compareTo(LONGEST_TIMER) > 0) {
      timer =
          session.scheduler.schedule(
              LONGEST_TIMER, () -> session.execute(() -> expireAt(expiresAt)));
    } else {
      timer =
          session.scheduler.schedule(
              left.isNegative() ? Duration.ZERO : left,
              () -> outbound.close(CloseCode.UNAUTHORIZED, "the authentication has expired"));
    }
  }

  private Duration left(Instant moment) {
    return Duration.between(Instant.ofEpochMilli(session.scheduler.currentTimeMillis()), moment);
  }

  /** When the authentication expires, as it is sent to the client; null for never. */
  @Nullable Expiry expiry() {
    Instant moment = expiresAt;
    return moment == null
        ? null
        : new Expiry(moment, Math.max(0, TimeUnit.MILLISECONDS.convert(left(moment))));
  }
}
