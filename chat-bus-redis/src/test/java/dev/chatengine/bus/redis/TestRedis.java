package dev.chatengine.bus.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.RedisClient;
import redis.embedded.core.ExecutableProvider;

/**
 * The server of a test class: the one of which {@value #VARIABLE} is the URI, or an embedded one.
 * Tests keep apart by their {@linkplain #namespace namespaces}; what they leave on a server that
 * was given is removed by {@link #close}.
 */
public final class TestRedis implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TestRedis.class);

  static final String VARIABLE = "CHAT_TEST_REDIS_URI";

  private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final @Nullable RedisProcess process;
  private final String uri;
  private final RedisClient client;
  private int namespaces;

  private TestRedis(@Nullable RedisProcess process, String uri) {
    this.process = process;
    this.uri = uri;
    client = RedisClient.create(URI.create(uri));
  }

  /** The server that is given, or an embedded one. */
  static TestRedis start() {
    String given = System.getenv(VARIABLE);
    if (given != null && !given.isBlank()) {
      return new TestRedis(null, given);
    }
    return embedded();
  }

  /** An embedded server always: one that the test may kill, stop, and start again empty. */
  static TestRedis embedded() {
    RedisProcess process = new RedisProcess(Executable.EMBEDDED);
    return new TestRedis(process, "redis://127.0.0.1:" + process.port());
  }

  /** The executable of the embedded server. */
  public static File executable() {
    return Executable.EMBEDDED;
  }

  /** The server's executable that this machine has installed, if any: it may be a newer one. */
  static @Nullable File installed() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.of(path.split(File.pathSeparator))
        .map(directory -> new File(directory, "redis-server"))
        .filter(File::canExecute)
        .findFirst()
        .orElse(null);
  }

  /** Skips a test that cannot run here, aloud. */
  static void require(boolean present, String what) {
    String skipped = "NOT CHECKED: " + what;
    if (!present) {
      LOG.warn(skipped);
    }
    assumeTrue(present, skipped);
  }

  String uri() {
    return uri;
  }

  /** Where a proxy is to lead. */
  InetSocketAddress address() {
    URI parsed = URI.create(uri);
    return new InetSocketAddress(parsed.getHost(), parsed.getPort() < 0 ? 6379 : parsed.getPort());
  }

  /** A client that goes nowhere but to the server itself. */
  RedisClient client() {
    return client;
  }

  /** A namespace that nobody has used yet. */
  String namespace() {
    namespaces++;
    return prefix + "-" + namespaces;
  }

  /** Whether it is an embedded server, which the test may kill. */
  boolean isOurs() {
    return process != null;
  }

  /** The process of the embedded server, to be killed, paused and started again. */
  RedisProcess process() {
    return Objects.requireNonNull(process, "not an embedded server");
  }

  @Override
  public void close() {
    try (RedisProcess ending = process) {
      if (ending == null) {
        client.keys("*" + prefix + "*").forEach(client::del);
      }
      client.close();
    }
  }

  /** Unpacked once. */
  private static final class Executable {
    static final File EMBEDDED = unpack();

    private static File unpack() {
      try {
        return ExecutableProvider.newJarResourceProvider().get();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
