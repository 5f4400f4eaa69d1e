package dev.chatengine.benchmarks.transport;

import dev.chatengine.benchmarks.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Clients in a process of their own, so that their cost is not counted as the server's. */
final class ClientProcess implements AutoCloseable {
  private final ChildJvm process;

  ClientProcess(int port, Encryption encryption, Path keys) throws IOException {
    process =
        new ChildJvm(
            List.of(),
            List.of("-Xmx1g", "-XX:+UseSerialGC"),
            ClientProcess.class,
            List.of(String.valueOf(port), encryption.name(), keys.toString()));
  }

  /** Joins the room with a number of clients, which stay. */
  void join(int clients) throws IOException {
    ask("join " + clients);
  }

  /** How many messages all clients have received. */
  long received() throws IOException {
    return ask("received");
  }

  /**
   * Connects a number of clients one after the other, each of which leaves at once.
   *
   * @param resuming whether each resumes the TLS session of the one before
   */
  void visit(int clients, boolean resuming) throws IOException {
    ask((resuming ? "resume " : "visit ") + clients);
  }

  private long ask(String question) throws IOException {
    return Long.parseLong(process.ask(question));
  }

  @Override
  public void close() {
    process.close();
  }

  /**
   * The main method of the process.
   *
   * @param arguments the port, an {@link Encryption}, a {@link KeyFile}
   * @throws Exception if a client fails
   */
  public static void main(String[] arguments) throws Exception {
    Clients clients =
        new Clients(
            Integer.parseInt(arguments[0]),
            Encryption.valueOf(arguments[1]),
            Path.of(arguments[2]));
    ChildJvm.answer(clients::answer);
  }

  private static final class Clients {
    private final int port;
    private final Encryption encryption;
    private final Path keys;
    private final LongAdder messages = new LongAdder();
    private int joined;

    Clients(int port, Encryption encryption, Path keys) {
      this.port = port;
      this.encryption = encryption;
      this.keys = keys;
    }

    long answer(String question) throws Exception {
      String[] words = question.split(" ", -1);
      switch (words[0]) {
        case "join" -> join(Integer.parseInt(words[1]));
        case "visit" -> visit(Integer.parseInt(words[1]), false);
        case "resume" -> visit(Integer.parseInt(words[1]), true);
        default -> {}
      }
      return messages.sum();
    }

    private void join(int clients) throws Exception {
      SSLContext trusting = trusting();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        ChatClient client = ChatClient.connect(port, encryption, trusting);
        client.join(encryption + "-" + joined++, TlsCost.ROOM);
        Thread thread = new Thread(null, () -> client.count(messages), "client-" + joined, 1 << 16);
        thread.setDaemon(true);
        threads.add(thread);
      }
      threads.forEach(Thread::start);
    }

    private void visit(int clients, boolean resuming) throws Exception {
      SSLContext trusting = trusting();
      for (int i = 0; i < clients; i++) {
        ChatClient.connect(port, encryption, resuming ? trusting : trusting()).close();
      }
    }

    private SSLContext trusting() throws IOException, GeneralSecurityException {
      KeyStore own = KeyStore.getInstance(keys.toFile(), KeyFile.PASSWORD.toCharArray());
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("server", own.getCertificate("benchmark"));
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    }
  }
}
