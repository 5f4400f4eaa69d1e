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
 * The identity provider's public keys: a JWK set (RFC 7517), loaded when it is first needed, and
 * again when it has become old or a token names a key that is not in it. So a new key is found as
 * soon as it is used, and a key counts until the provider has taken it out of the set.
 */
final class SigningKeys {
  /** By then the whole set is loaded again: a key that was taken out counts no longer than that. */
  static final Duration MAX_AGE = Duration.ofMinutes(5);

  /** Twice in this time, at most, is the set loaded, whatever keys the tokens of strangers name. */
  static final Duration RELOAD_INTERVAL = Duration.ofSeconds(30);

  /** How long the last set does while the provider is out of reach. */
  static final Duration OUTAGE = Duration.ofHours(1);

  /** Shorter than the engine waits for an authenticator, which is 5 seconds. */
  private static final Duration LOAD_TIME = Duration.ofSeconds(2);

  private static final int MAX_SET_BYTES = 256 * 1024;

  private SigningKeys() {}

  /** Loads the set from where the provider publishes it. */
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
