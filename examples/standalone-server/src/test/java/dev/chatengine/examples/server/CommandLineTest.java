package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpNamesEveryOption() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString())
        .contains(
            "--port",
            "--host",
            "--rate-limit",
            "--history",
            "--file",
            "--max-connections",
            "--max-connections-per-address",
            "--loops",
            "--mongo",
            "--mongo-wait",
            "--tls-cert",
            "--tls-key",
            "--allowed-origin",
            "--trusted-proxy",
            "--version");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void versionIsTheOneThatWasBuilt() {
    assertThat(run("--version")).isZero();

    assertThat(out.toString()).matches("chat-server [0-9]+\\.[0-9]+\\.[0-9]+\\S*\\R");
  }

  @ParameterizedTest
  @CsvSource({
    "--bogus, '--bogus'",
    "--port=seventy, --port",
    "--port=70000, port",
    "--port=-1, port",
    "--rate-limit=0, --rate-limit",
    "--rate-limit=fast, --rate-limit",
    "--history=-1, history",
    "--max-connections=0, max",
    "--loops=0, loops",
    "--tls-key=key.pem, --tls-cert",
    "--allowed-origin=chat.example.org, chat.example.org",
    "--trusted-proxy=proxy.example.org, proxy.example.org",
    "stray, 'stray'"
  })
  void aBadOptionIsNamedInOneLine(String argument, String named) {
    assertThat(run(argument)).isEqualTo(2);

    assertThat(err.toString()).startsWith("chat-server: ").contains(named).hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aTakenPortIsToldInOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      assertThat(run("--host", "127.0.0.1", "--port", port)).isEqualTo(1);

      assertThat(err.toString()).startsWith("chat-server: ").contains(port).hasLineCount(1);
      assertThat(out.toString()).isEmpty();
    }
  }

  @Test
  void aMongoThatIsAwayIsToldInOneLineWithoutItsPassword() {
    assertThat(
            run(
                "--mongo",
                "mongodb://root:s3cret@127.0.0.1:1/chat?serverSelectionTimeoutMS=200",
                "--port",
                "0"))
        .isEqualTo(1);

    assertThat(err.toString())
        .startsWith("chat-server: ")
        .contains("127.0.0.1:1")
        .doesNotContain("s3cret")
        .hasLineCount(1);
  }

  @Test
  void aBadMongoUriIsToldInOneLineWithoutIt() {
    assertThat(run("--mongo", "mongodb://root:s3cret@x@y", "--port", "0")).isEqualTo(2);

    assertThat(err.toString()).contains("MongoDB").doesNotContain("s3cret").hasLineCount(1);
  }

  @Test
  void aFileThatCannotBeWrittenIsToldInOneLine(@TempDir Path directory) throws IOException {
    Path taken = Files.createFile(directory.resolve("taken"));

    assertThat(run("--port", "0", "--file", taken.resolve("chat").toString())).isEqualTo(1);

    assertThat(err.toString())
        .startsWith("chat-server: cannot open or create the message file: " + taken)
        .hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"off, true", "1, false", "25, false", "1000000, false"})
  void theRateLimitIsANumberOrOff(String value, boolean unlimited) {
    assertThat(new RateLimitConverter().convert(value).isUnlimited()).isEqualTo(unlimited);
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
