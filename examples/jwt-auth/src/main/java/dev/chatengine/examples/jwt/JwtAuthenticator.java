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
 * Knows users by signed JSON Web Tokens (RFC 7519, and RFC 8725 on what to look out for). A client
 * brings its token with the upgrade, or else in {@code hello}; whoever brings a bad one is refused.
 */
final class JwtAuthenticator implements Authenticator {
  /** How far the clocks of the provider and of this machine may be apart. */
  static final Duration LEEWAY = Duration.ofSeconds(30);

  /** Of the token among the subprotocols; the name behind it is the token itself. */
  static final String SUBPROTOCOL_PREFIX = "bearer.";

  static final String COOKIE = "chat_token";
  private static final String SCHEME = "Bearer ";

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /**
   * An authenticator for the tokens of one issuer.
   *
   * @param issuer what {@code iss} has to be
   * @param audience what {@code aud} has to have among its values: this application
   * @param algorithm with which the provider signs. What a token says about itself is no reason to
   *     believe it, so neither {@code none} nor a public key taken for a shared secret gets past
   * @param keys the provider's public keys
   * @param clock by which tokens begin and end
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
      // A browser cannot set a header; it may still say hello with a token.
      return Authentication.tokenAwaited();
    }
    try {
      JWTClaimsSet claims = processor.process(token, null);
      // What is let in for the leeway's sake is not to be closed at once.
      Instant end = claims.getExpirationTime().toInstant().plus(LEEWAY);
      return new Authentication.Accepted(user(claims), end);
    } catch (ExpiredJWTException e) {
      return Authentication.refused("The token has expired");
    } catch (ParseException | BadJOSEException | RateLimitReachedException e) {
      // The latter: no key of that name, and no time yet to look for it again.
      return Authentication.refused("The token is not valid");
    } catch (IllegalArgumentException e) {
      return Authentication.refused("The token does not name a user");
    } catch (JOSEException e) {
      throw new IllegalStateException("The provider's keys cannot be had", e);
    }
  }

  /**
   * Where clients bring tokens. Not in the query: it ends up in the logs of proxies, and in the
   * browser's history.
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
   * The user of a token, with what it may do.
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
