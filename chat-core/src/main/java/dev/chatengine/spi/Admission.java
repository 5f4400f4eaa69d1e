package dev.chatengine.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A decision whether a client may connect. It is made before the transport accepts the client, so
 * that the transport can refuse in its own way: a WebSocket transport by an HTTP response instead
 * of the upgrade. Immutable.
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
   * Admits a client. For the engine to call.
   *
   * @param request the client's request
   * @param authentication the authenticator's decision
   * @return an admission
   */
  public static Admission granted(
      ConnectionRequest request, Authenticator.Authentication authentication) {
    return new Admission(
        request, Objects.requireNonNull(authentication, "authentication"), Optional.empty());
  }

  /**
   * Refuses a client. For the engine to call.
   *
   * @param request the client's request
   * @param refusal the reason
   * @return a refusal
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
   * The client's request.
   *
   * @return the request that was decided about
   */
  public ConnectionRequest request() {
    return request;
  }

  /**
   * The authenticator's decision about which user the client is.
   *
   * @return the decision; a refusal if this is one
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
   * @param reason the text that the client gets
   * @param retryAfter how long to wait before another try; zero where waiting does not help
   */
  public record Refusal(Cause cause, String reason, Duration retryAfter) {}

  /** The kinds of reasons, each with its HTTP status code (RFC 9110, section 15; RFC 6585). */
  public enum Cause {
    /** The client did not prove which user it is. */
    UNAUTHORIZED(401),
    /** The client is not allowed to connect, whichever user it is. */
    FORBIDDEN(403),
    /** Too many connections were opened from the client's address. */
    RATE_LIMITED(429),
    /** The engine accepts no clients at the moment. */
    UNAVAILABLE(503);

    private final int httpStatus;

    Cause(int httpStatus) {
      this.httpStatus = httpStatus;
    }

    /**
     * The status code of an HTTP response.
     *
     * @return 401, 403, 429 or 503
     */
    public int httpStatus() {
      return httpStatus;
    }
  }
}
