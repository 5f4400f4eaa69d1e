package dev.chatengine.examples.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.chatengine.model.User;
import dev.chatengine.spi.Authenticator;
import dev.chatengine.spi.ConnectionRequest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.Set;

/**
 * Authenticates users by signed JSON Web Tokens (RFC 7519; RFC 8725 lists the pitfalls). A client
 * sends its token with the upgrade, or else in {@code hello}; an invalid token is refused.
 */
final class JwtAuthenticator implements Authenticator {
  /** The allowed difference between the clocks of the provider and of this machine. */
  static final Duration LEEWAY = Duration.ofSeconds(30);

  /** The prefix of the subprotocol that carries the token. */
  static final String SUBPROTOCOL_PREFIX = "bearer.";

  static final String COOKIE = "chat_token";
  private static final String SCHEME = "Bearer ";

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /**
   * Authenticates with the tokens of one issuer.
   *
   * @param issuer the required {@code iss}
   * @param audience the required value among those of {@code aud}: this application
   * @param algorithm the provider's algorithm; a token's own choice is ignored, so neither {@code
   *     none} nor a public key used as a shared secret is accepted
   * @param keys the provider's public keys
   * @param clock the clock for the times of tokens
   */
  JwtAuthenticator(
      String issuer,
      String audience,
      JWSAlgorithm algorithm,
      JWKSource<SecurityContext> keys,
      InstantSource clock) {
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithm, keys));
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            audience,
            new JWTClaimsSet.Builder().issuer(issuer).build(),
            Set.of("sub", "exp", "iat")) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        };
    claims.setMaxClockSkew((int) LEEWAY.toSeconds());
    processor.setJWTClaimsSetVerifier(claims);
  }

  @Override
  public Authentication authenticate(ConnectionRequest request) {
    String token = token(request).orElse(null);
    if (token == null) {
      // A browser cannot set a header; it may still send a token in hello.
      return Authentication.tokenAwaited();
    }
    try {
      JWTClaimsSet claims = processor.process(token, null);
      // A client that is admitted only by the leeway must not be closed at once.
      Instant end = claims.getExpirationTime().toInstant().plus(LEEWAY);
      return new Authentication.Accepted(user(claims), end);
    } catch (ExpiredJWTException e) {
      return Authentication.refused("The token has expired");
    } catch (ParseException | BadJOSEException | RateLimitReachedException e) {
      // RateLimitReachedException: an unknown key, and it is too early to load the keys again.
      return Authentication.refused("The token is not valid");
    } catch (IllegalArgumentException e) {
      return Authentication.refused("The token does not name a user");
    } catch (JOSEException e) {
      throw new IllegalStateException("The provider's keys cannot be loaded", e);
    }
  }

  /**
   * The token of a request, from the headers. Not from the query, which proxies log and browsers
   * keep in their history.
   */
  private static Optional<String> token(ConnectionRequest request) {
    return request
        .token()
        .or(
            () ->
                request
                    .header("authorization")
                    .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                    .map(value -> value.substring(SCHEME.length()).trim()))
        .or(
            () ->
                request.subprotocols().stream()
                    .filter(name -> name.startsWith(SUBPROTOCOL_PREFIX))
                    .map(name -> name.substring(SUBPROTOCOL_PREFIX.length()))
                    .findFirst())
        .or(() -> request.cookie(COOKIE));
  }

  /**
   * The user of a token, with the user's grants.
   *
   * @throws IllegalArgumentException if an id, a name or a grant is longer than a user may have
   */
  private static User user(JWTClaimsSet claims) throws ParseException {
    String name = claims.getStringClaim("name");
    return User.builder(claims.getSubject())
        .name(name == null ? claims.getSubject() : name)
        .metadata(RoomGrants.of(claims.getJSONObjectClaim("rooms")))
        .build();
  }
}
