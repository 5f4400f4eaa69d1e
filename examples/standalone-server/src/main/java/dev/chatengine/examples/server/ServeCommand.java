package dev.chatengine.examples.server;

import dev.chatengine.bus.redis.RedisBus;
import dev.chatengine.examples.store.JdbcMessageStore;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.spi.Cluster;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.RateLimit;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the command line. */
@Command(
    name = "chat-server",
    description =
        "Serves a chat: the page and the WebSocket on one port, with /healthz, /readyz and"
            + " /metrics.%n",
    mixinStandardHelpOptions = true,
    versionProvider = ServeCommand.Version.class,
    sortOptions = false)
final class ServeCommand implements Callable<Integer> {

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "${env:PORT:-3000}",
      description = "Port to listen on; 0 for any free one. Default: the variable PORT, or 3000.")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Address to listen on. Default: all addresses.")
  private @Nullable String host;

  @Option(
      names = "--rate-limit",
      paramLabel = "N|off",
      defaultValue = "10",
      converter = RateLimitConverter.class,
      description = "Frames a second that one connection may send. Default: ${DEFAULT-VALUE}.")
  private RateLimit rateLimit = RateLimit.perSecond(10);

  @Option(
      names = "--history",
      paramLabel = "N",
      defaultValue = "50",
      description = "Messages that a client gets when it joins a room. Default: ${DEFAULT-VALUE}.")
  private int history;

  @Option(
      names = "--retention",
      paramLabel = "TIME",
      defaultValue = "7d",
      converter = RetentionConverter.class,
      description =
          "How long messages are kept, as in 30d, 12h or 90m, wherever they are kept. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration retention = RetentionConverter.LONGEST;

  @Option(
      names = "--file",
      paramLabel = "PATH",
      description = "Keep messages in this file (and .mv.db). Default: in memory only.")
  private @Nullable Path file;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Connections at once. Default: ${DEFAULT-VALUE}.")
  private int maxConnections;

  @Option(
      names = "--max-connections-per-address",
      paramLabel = "N",
      defaultValue = "20000",
      description =
          "Connections at once from one address; behind a proxy that is not trusted, all come from"
              + " one. Default: ${DEFAULT-VALUE}.")
  private int maxConnectionsPerAddress;

  @Option(
      names = "--loops",
      paramLabel = "N",
      description = "Threads that serve connections. Default: one for every two processors.")
  private @Nullable Integer loops;

  @Option(
      names = "--mongo",
      paramLabel = "URI",
      description =
          "mongodb://localhost/chat, say: the MongoDB to keep messages in. Default: the variable"
              + " MONGODB_URI; without either, messages are kept in memory.")
  private @Nullable String mongo;

  @Option(
      names = "--mongo-wait",
      description = "Wait for a MongoDB that does not answer yet, instead of giving up.")
  private boolean mongoWait;

  @Option(
      names = "--redis",
      paramLabel = "URI",
      description =
          "redis://localhost, say: the Redis by which this node and others are one chat; the nodes"
              + " keep their messages in one MongoDB. Default: the variable REDIS_URI; without"
              + " either, this node is alone.")
  private @Nullable String redis;

  @Mixin private EdgeOptions edge = new EdgeOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    ChatServer server;
    try {
      // First, because it opens nothing that would have to be closed.
      ServerOptions options = options();
      Optional<String> shared = uri(redis, "REDIS_URI");
      MessageStore store = store(shared.isPresent());
      server = ChatServer.start(options, store, cluster(shared, store));
    } catch (IllegalArgumentException e) {
      // The library checks the bounds; its messages name the value.
      throw new ParameterException(commandLine, e.getMessage(), e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "chat-server-shutdown"));
    PrintWriter out = commandLine.getOut();
    out.println("Chat server listening on " + server.url() + " (Ctrl+C to stop)");
    out.flush();
    server.awaitClose();
    return 0;
  }

  private MessageStore store(boolean shared) throws InterruptedException {
    // Not the option's default, because the help would show it, with its password.
    Optional<String> uri = uri(mongo, "MONGODB_URI");
    if (shared && (file != null || uri.isEmpty())) {
      throw new IllegalArgumentException(
          "--redis makes this node one of several, which keep their messages in one place that all"
              + " reach: give --mongo too"
              + (file == null ? "" : " instead of --file"));
    }
    if (file != null) {
      if (mongo != null) {
        throw new IllegalArgumentException(
            "--file and --mongo exclude each other: messages are kept in one place");
      }
      return JdbcMessageStore.open(file, retention);
    }
    return uri.isEmpty()
        ? MemoryMessageStore.builder().retention(retention).build()
        : MongoStores.open(uri.get(), retention, mongoWait);
  }

  private static @Nullable Cluster cluster(Optional<String> uri, MessageStore store) {
    try {
      return uri.map(RedisBus::connect).orElse(null);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** An option, or else the variable. */
  private static Optional<String> uri(@Nullable String option, String variable) {
    return Optional.ofNullable(option == null ? System.getenv(variable) : option)
        .filter(uri -> !uri.isBlank());
  }

  private ServerOptions options() {
    return new ServerOptions(
        host,
        port,
        rateLimit,
        history,
        maxConnections,
        maxConnectionsPerAddress,
        loops,
        edge.tls(System.getenv(EdgeOptions.PASSWORD)),
        edge.allowedOrigins(),
        edge.trustedProxies());
  }

  /** The version with which the jar was built. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      try (InputStream file =
          Objects.requireNonNull(ServeCommand.class.getResourceAsStream("version.txt"))) {
        String version = new String(file.readAllBytes(), StandardCharsets.UTF_8).trim();
        return new String[] {"chat-server " + version};
      }
    }
  }
}
