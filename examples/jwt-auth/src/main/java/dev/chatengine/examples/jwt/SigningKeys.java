package dev.chatengine.examples.jwt;

import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.URL;
import java.time.Duration;

/**
 * The identity provider's public keys: a JWK set (RFC 7517), loaded on first use, and again when it
 * is old or a token names an unknown key. So a new key is found with its first token, and a key is
 * valid until the provider removes it from the set.
 */
final class SigningKeys {
  /** After this time the set is loaded again, so that a removed key is valid no longer. */
  static final Duration MAX_AGE = Duration.ofMinutes(5);

  /** The set is loaded at most twice in this time, whatever keys invalid tokens name. */
  static final Duration RELOAD_INTERVAL = Duration.ofSeconds(30);

  /** How long the last set is valid while the provider does not answer. */
  static final Duration OUTAGE = Duration.ofHours(1);

  /** Shorter than the engine's 5 seconds for an authenticator. */
  private static final Duration LOAD_TIME = Duration.ofSeconds(2);

  private static final int MAX_SET_BYTES = 256 * 1024;

  private SigningKeys() {}

  /** Loads the set from the provider's URL. */
  static JWKSource<SecurityContext> at(URL url) {
    int millis = (int) LOAD_TIME.toMillis();
    return of(
        new URLBasedJWKSetSource<>(
            url, new DefaultResourceRetriever(millis, millis, MAX_SET_BYTES)));
  }

  static JWKSource<SecurityContext> of(JWKSetSource<SecurityContext> source) {
    return JWKSourceBuilder.create(source)
        .cache(MAX_AGE.toMillis(), 2 * LOAD_TIME.toMillis())
        .refreshAheadCache(false)
        .rateLimited(RELOAD_INTERVAL.toMillis())
        .outageTolerant(OUTAGE.toMillis())
        .build();
  }
}
