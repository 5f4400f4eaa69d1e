package dev.chatengine.client.js;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The TypeScript compiler accepts the declarations. */
@Timeout(120)
class DeclarationsTest {
  private static final String FOLDER = "src/test/types";
  private static final String COMPILER = FOLDER + "/node_modules/typescript/bin/tsc";

  @Test
  void areWhatAnApplicationInTypeScriptNeeds() {
    List<String> command = new ArrayList<>(compiler(Node.require()));
    command.addAll(List.of("--project", FOLDER));

    Node.Run run = new Node.Run(command, Map.of(), 100);

    assertThat(run.exitCode).as("tsc said:%n%s", run.output).isZero();
  }

  private static List<String> compiler(Node node) {
    if (Files.isRegularFile(Node.MODULE.resolve(COMPILER))) {
      return node.command(COMPILER);
    }
    Path installed =
        Node.onPath("tsc")
            .orElseThrow(
                () ->
                    Node.skipped(
                        "there is no tsc; npm ci --prefix chat-client-js/"
                            + FOLDER
                            + " gets the one that is meant"));
    return List.of(installed.toString());
  }
}
