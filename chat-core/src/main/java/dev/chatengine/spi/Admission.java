package dev.chatengine.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a client may connect, decided before a transport takes it in: so it can be refused in the
 * transport's own terms, for WebSocket as an HTTP answer instead of the upgrade. Immutable.
 */
public final class Admission {
  private final ConnectionRequest request;
  private final Authenticator.Authentication authentication;
  private final Optional<Refusal> refusal;

  private Admission(
      ConnectionRequest request,
      Authenticator.Authentication authentication,
      Optional<Refusal> refusal) {
    this.request = request;
    this.authentication = authentication;
    this.refusal = refusal;
  }

  /**
   * Lets a client in. For the engine to call.
   *
   * @param request what the client brought
   * @param authentication who it is
   * @return an admission
   */
  public static Admission granted(
      ConnectionRequest request, Authenticator.Authentication authentication) {
    return new Admission(
        request, Objects.requireNonNull(authentication, "authentication"), Optional.empty());
  }

  /**
   * Keeps a client out. For the engine to call.
   *
   * @param request what the client brought
   * @param refusal why
   * @return an admission that admits nobody
   */
  public static Admission refused(ConnectionRequest request, Refusal refusal) {
    return new Admission(
        request, Authenticator.Authentication.refused(refusal.reason()), Optional.of(refusal));
  }

  /**
   * Why the client may not connect.
   *
   * @return nothing if it may
   */
  public Optional<Refusal> refusal() {
    return refusal;
  }

  /**
   * What the client brought.
   *
   * @return the request that was decided upon
   */
  public ConnectionRequest request() {
    return request;
  }

  /**
   * Who the client is.
   *
   * @return the authenticator's decision; that nobody is known if there is a refusal
   */
  public Authenticator.Authentication authentication() {
    return authentication;
  }

  @Override
  public String toString() {
    return "Admission[" + request + (refusal.isPresent() ? ", refused]" : "]");
  }

  /**
   * Why a client may not connect.
   *
   * @param cause the kind of reason
   * @param reason what the client is told
   * @param retryAfter how long to wait before another try; zero where waiting does not matter
   */
  public record Refusal(Cause cause, String reason, Duration retryAfter) {}

  /** The kinds of reasons, with what each is in HTTP (RFC 9110, section 15; RFC 6585). */
  public enum Cause {
    /** It is not known who the client is. */
    UNAUTHORIZED(401),
    /** Whoever it is, it may not. */
    FORBIDDEN(403),
    /** Too many connections were made from its address. */
    RATE_LIMITED(429),
    /** The engine takes nobody in at the moment. */
    UNAVAILABLE(503);

    private final int httpStatus;

    Cause(int httpStatus) {
      this.httpStatus = httpStatus;
    }

    /**
     * The status code of an HTTP answer.
     *
     * @return 401, 403, 429 or 503
     */
    public int httpStatus() {
      return httpStatus;
    }
  }
}
