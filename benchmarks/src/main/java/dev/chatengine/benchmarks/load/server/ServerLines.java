package dev.chatengine.benchmarks.load.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The protocol between a server under test and the process that started it: the server prints its
 * port in its first line, collects its garbage on request, and ends with its standard input.
 */
final class ServerLines {
  /** The beginning of the first line; the port follows. */
  static final String LISTENING = "listening on ";

  /** The request; the answer is a line. */
  static final String COLLECT = "gc";

  private ServerLines() {}

  /** Answers requests until standard input ends. */
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
