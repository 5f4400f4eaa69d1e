package dev.chatengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong on a page is found. */
class FaultyPagesTest {
  private final Path folder;

  FaultyPagesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          java | class A { ChatEngine engine; }                      | does not compile
          java | class A { long now() { return new java.util.Date(1, 1, 1).getTime(); } } | deprecat
          java | engine.close();                                     | no class
          js   | const a = await connect(;                           | SyntaxError
          js   | import { join } from '/chat-client/chat-client.js'; | exports no join
          json | {"type": "ping",}                                   | no JSON
          json | {"type": "ping"} x                                  | no JSON
          json | {"type": "pinged"}                                  | no frame is of the type pinged
          xml  | <dependency>                                        | no XML
          xml  | <d><groupId>dev.chatengine</groupId><artifactId>chat-none</artifactId></d> | no module
          xml  | <d><groupId>dev.chatengine</groupId><artifactId>chat-core</artifactId><version>9</version></d> | not of the version
          sh   | make all                                            | no test knows the program make
          sh   | mvn -q -Pdemonstration                              | no profile demonstration
          sh   | mvn -q -pl chat-none verify                         | no module chat-none
          sh   | mvn verify -Dtest=NoneTest                          | no test NoneTest
          sh   | mvn verify -Dchat.none=1                            | nothing reads the property
          sh   | mvn verified                                        | no test knows verified
          sh   | mvn none:apply                                      | no plugin is none
          sh   | java -jar examples/standalone-server/target/chat-server.jar --prot 1 | Unknown option
          sh   | java -cp benchmarks/target/benchmarks.jar dev.chatengine.benchmarks.load.LoadTest --none | Unknown option
          sh   | java -cp benchmarks/target/benchmarks.jar dev.chatengine.benchmarks.NoneTest | there is no
          sh   | java -cp benchmarks/target/benchmarks.jar dev.chatengine.benchmarks.transport.TlsCost --none | takes no options
          sh   | java -jar benchmarks/target/benchmarks.jar NoneBenchmark | there is no NoneBenchmark
          sh   | java -jar other.jar                                 | no test knows what it runs
          sh   | node --test none                                    | there is no
          sh   | npm ci --prefix none                                | there is no
          sh   | curl http://localhost:3000/none                     | nothing answers /none
          sh   | sysctl -w net.core.none=1                           | there is no
          yaml | a: 1                                                | no test covers blocks of the language yaml
          """)
  void anUnsoundBlockIsFound(String language, String text, String problem) {
    assertThat(problems("```" + language + "\n" + text + "\n```\n")).contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          something else                        | no test covers this
          db.chat_none.find()                   | no collection chat_none
          db.chat_messages.find(                | SyntaxError
          {"type": "ping"                       | no JSON
          > {"type": "ping"}                    | no test covers this
          ACL SETUSER chat                      | no test covers this
          """)
  void anUnsoundBlockWithoutALanguageIsFound(String text, String problem) {
    assertThat(problems("    " + text + "\n")).contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [x](docs/none.md)                     | there is no docs/none.md
          [x](docs/protocol.md#none)            | no heading for docs/protocol.md#none
          [x](#none)                            | no heading for #none
          ![x](none.svg)                        | there is no none.svg
          `ChatMachine`                         | nothing is called ChatMachine
          `ChatEngine.flyAway(now)`             | nothing is called ChatEngine.flyAway
          `None.java`                           | nothing is called None.java
          `dev.chatengine.none`                 | nothing is called dev.chatengine.none
          `--none`                              | nothing is called --none
          `maxNoneAtAll`                        | nothing is called maxNoneAtAll
          `examples/none`                       | nothing is called examples/none
          """)
  void whatIsNamedAndNotThereIsFound(String text, String problem) {
    assertThat(problems(text + "\n")).contains(problem);
  }

  @Test
  void blocksOfAPageMayUseEachOtherAndReplaceEarlierOnes() {
    String one = "```java\nclass One { Two two = new Two(); }\n```\n";
    String two = "```java\nclass Two {}\n```\n";
    String more = "```java\nclass Two { One one = new One(); int more; }\n```\n";

    assertThat(problems(one + "\n" + two)).isEmpty();
    assertThat(problems(one + "\n" + two + "\n" + more)).isEmpty();
    assertThat(problems(two + "\n" + one.replace("Two", "Three"))).contains("does not compile");
  }

  private String problems(String text) {
    return String.join("\n", PageCheck.problems(Page.of(text), folder));
  }
}
