package dev.chatengine.examples.server;

import dev.chatengine.bus.redis.RedisUnavailableException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;

/** Starts the server from the command line. */
public final class Main {
  private Main() {}

  /**
   * Serves until the process is asked to end.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    // A good end comes through the shutdown hook; only one without a server running comes here.
    System.exit(run(args));
  }

  /**
   * Serves on the calling thread, until the process is asked to end. Several servers may run in one
   * process.
   *
   * @param args see {@code --help}
   * @return the status with which the process is to end
   */
  public static int run(String... args) {
    return commandLine().execute(args);
  }

  /** The command line, with errors told in one line. */
  static CommandLine commandLine() {
    return new CommandLine(new ServeCommand())
        .setParameterExceptionHandler(
            (e, args) -> complain(e.getCommandLine(), e.getMessage() + " (see --help)", 2))
        .setExecutionExceptionHandler((e, command, parsed) -> complain(command, reason(e), 1));
  }

  /** What is to be expected tells itself; anything else is named for what it is. */
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
