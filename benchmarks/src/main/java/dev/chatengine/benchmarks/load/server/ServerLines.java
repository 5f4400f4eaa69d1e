package dev.chatengine.benchmarks.load.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * How a server under test talks with who started it: it says its port in its first line, collects
 * its garbage when it is told to, and ends with its standard input.
 */
final class ServerLines {
  /** What the first line begins with; the port follows. */
  static final String LISTENING = "listening on ";

  /** What is asked; the answer is a line. */
  static final String COLLECT = "gc";

  private ServerLines() {}

  /** Talks until its standard input ends. */
  static void answer(int port) throws IOException {
    System.out.println(LISTENING + port);
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      if (line.equals(COLLECT)) {
        System.gc();
      }
      System.out.println("done");
    }
  }
}
