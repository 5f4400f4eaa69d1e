package dev.chatengine.benchmarks.transport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Clients in a process of their own, so that their cost is not counted as the server's. The process
 * reads requests from its standard input, and answers each line with a line.
 */
final class ClientProcess implements AutoCloseable {
  private final Process process;
  private final PrintStream questions;
  private final BufferedReader answers;

  /** Starts the process. */
  ClientProcess(int port, Encryption encryption, Path keys) throws IOException {
    process =
        JavaProcess.start(
            ClientProcess.class, "1g", String.valueOf(port), encryption.name(), keys.toString());
    questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
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
    questions.println(question);
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the clients have died at: " + question);
    }
    return Long.parseLong(answer);
  }

  @Override
  public void close() {
    process.destroy();
  }

  /**
   * The main method of the process.
   *
   * @param arguments the port, an {@link Encryption}, a {@link KeyFile}
   * @throws Exception if a client fails
   */
  public static void main(String[] arguments) throws Exception {
    new Clients(
            Integer.parseInt(arguments[0]), Encryption.valueOf(arguments[1]), Path.of(arguments[2]))
        .answer(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
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

    void answer(BufferedReader questions) throws Exception {
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
          case "join" -> join(Integer.parseInt(words[1]));
          case "visit" -> visit(Integer.parseInt(words[1]), false);
          case "resume" -> visit(Integer.parseInt(words[1]), true);
          default -> {}
        }
        System.out.println(messages.sum());
      }
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
