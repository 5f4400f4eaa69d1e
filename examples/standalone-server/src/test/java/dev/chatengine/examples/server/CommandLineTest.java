package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineTest {
  private static final int HELP_WIDTH = 80;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpNamesEveryOption() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString())
        .contains(
            "--port", "--host",
            "--rate-limit", "--history",
            "--retention", "--file",
            "--max-connections", "--max-connections-per-address",
            "--loops", "--mongo",
            "--mongo-wait", "--tls-cert",
            "--tls-key", "--allowed-origin",
            "--trusted-proxy", "--version");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpFitsEightyColumnsAndBreaksWhereALineIsFull() {
    assertThat(run("--help")).isZero();

    List<String> lines = out.toString().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      assertThat(line).hasSizeLessThanOrEqualTo(HELP_WIDTH);
      // A line with so many blanks goes on from the one before.
      String next = i + 1 < lines.size() ? lines.get(i + 1) : "";
      Matcher goesOn = Pattern.compile(" {29,}(\\S+).*").matcher(next);
      if (goesOn.matches() && line.length() > goesOn.start(1)) {
        String firstWord = goesOn.group(1);
        assertThat(line + " " + firstWord)
            .as("the next word would not have fitted")
            .hasSizeGreaterThanOrEqualTo(HELP_WIDTH);
      }
    }
  }

  @Test
  void helpBreaksNoWord() {
    assertThat(run("--help")).isZero();

    List<String> shown = List.of(out.toString().split("\\s+"));
    for (OptionSpec option : Main.commandLine().getCommandSpec().options()) {
      assertThat(option.description()).as("lines that are broken by hand").hasSize(1);
      for (String word : String.join(" ", option.description()).split("\\s+", -1)) {
        if (!word.contains("$")) {
          assertThat(shown).contains(word);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1m, PT1M", "90m, PT1H30M", "12h, PT12H", "30d, PT720H", "36500d, PT876000H"})
  void theRetentionIsANumberOfMinutesHoursOrDays(String value, Duration time) {
    assertThat(new RetentionConverter().convert(value)).isEqualTo(time);
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
    "--retention=0d, --retention",
    "--retention=week, --retention",
    "--retention=36501d, --retention",
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
