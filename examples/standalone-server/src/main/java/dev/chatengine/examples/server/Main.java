package dev.chatengine.examples.server;

import dev.chatengine.bus.redis.RedisUnavailableException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;

/** Starts the server from the command line. */
public final class Main {
  private Main() {}

  /**
   * Serves until the process ends.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    // After serving, the shutdown hook ends the process; without serving, this line does.
    System.exit(run(args));
  }

  /**
   * Serves on the calling thread until the process ends. Several servers may run in one process.
   *
   * @param args see {@code --help}
   * @return the exit status of the process
   */
  public static int run(String... args) {
    return commandLine().execute(args);
  }

  /** The command line, which reports errors in one line. */
  static CommandLine commandLine() {
    return new CommandLine(new ServeCommand())
        .setParameterExceptionHandler(
            (e, args) -> complain(e.getCommandLine(), e.getMessage() + " (see --help)", 2))
        .setExecutionExceptionHandler((e, command, parsed) -> complain(command, reason(e), 1));
  }

  /** Expected errors have a message for the operator; others are shown with their class. */
  private static String reason(Exception e) {
    String message = e.getMessage();
    boolean expected = e instanceof UncheckedIOException || e instanceof RedisUnavailableException;
    return expected && message != null ? message : e.toString();
  }

  private static int complain(CommandLine command, String message, int status) {
    PrintWriter err = command.getErr();
    err.println(command.getCommandName() + ": " + message);
    err.flush();
    return status;
  }
}
