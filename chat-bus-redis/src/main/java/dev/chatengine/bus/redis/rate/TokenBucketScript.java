package dev.chatengine.bus.redis.rate;

import dev.chatengine.bus.redis.client.LuaScript;
import dev.chatengine.bus.redis.client.RedisValues;
import dev.chatengine.spi.RateLimit;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.LongSupplier;
import redis.clients.jedis.UnifiedJedis;

/** Takes permits from token buckets that the server keeps. Safe for all threads. */
public final class TokenBucketScript {
  private final LuaScript script = LuaScript.load(TokenBucketScript.class, "rate-limit.lua");
  private final UnifiedJedis client;
  private final LongSupplier timeOffset;

  /**
   * Loads the script.
   *
   * @param timeOffset microseconds to add to the server's time
   */
  public TokenBucketScript(UnifiedJedis client, LongSupplier timeOffset) {
    this.client = client;
    this.timeOffset = timeOffset;
  }

  /**
   * Tries to take permits.
   *
   * @param key the key of the bucket
   * @param limit how much the bucket holds, and how fast it fills
   * @return how long to wait for that many permits; zero if they were taken
   */
  public Duration take(String key, int permits, RateLimit limit) {
    List<byte[]> arguments =
        List.of(
            RedisValues.decimal(timeOffset.getAsLong()),
            RedisValues.decimal(permits),
            RedisValues.decimal(limit.permits()),
            micros(limit.per()));
    Object reply = script.run(client, key.getBytes(StandardCharsets.UTF_8), arguments);
    if (!(reply instanceof Long wait)) {
      throw new IllegalStateException("the script has returned no number");
    }
    return Duration.of(wait, ChronoUnit.MICROS);
  }

  /** In microseconds, with fractions. */
  private static byte[] micros(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), 3)
        .toPlainString()
        .getBytes(StandardCharsets.US_ASCII);
  }
}
