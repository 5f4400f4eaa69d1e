package dev.chatengine.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java process that answers each line on its standard input with a line. */
public final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final PrintStream questions;
  private final BufferedReader answers;

  /** The answers of the process. */
  public interface Answers {
    Object to(String question) throws Exception;
  }

  /**
   * Starts a class.
   *
   * @param prefix the beginning of the command, before {@code java}
   * @param jvm the options of the JVM
   * @param main the class, whose {@code main} calls {@link #answer}
   */
  public ChildJvm(List<String> prefix, List<String> jvm, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    // A test run limits the compiler, and so its processes start sooner.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-XX:TieredStopAtLevel="))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers = reader(process.getInputStream());
  }

  private static BufferedReader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** In the process: answers each line until standard input ends. */
  public static void answer(Answers answers) throws Exception {
    BufferedReader questions = reader(System.in);
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      System.out.println(answers.to(line));
    }
  }

  public String ask(String question) throws IOException {
    questions.println(question);
    return readLine();
  }

  /** The next line of the process. */
  public String readLine() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the process has ended: " + process);
    }
    return line;
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
