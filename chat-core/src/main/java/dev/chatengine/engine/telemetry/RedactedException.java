package dev.chatengine.engine.telemetry;

/**
 * A plug-in's exception with its stack trace and without its text, which may contain a token or a
 * message: these must not be logged.
 */
public final class RedactedException extends Exception {
  private static final long serialVersionUID = 1;
  private static final int MAX_CAUSES = 8;

  private RedactedException(String name, Throwable cause) {
    super(name, cause, false, true);
  }

  private RedactedException(String name) {
    super(name);
  }

  public static RedactedException of(Throwable thrown) {
    return of(thrown, MAX_CAUSES);
  }

  private static RedactedException of(Throwable thrown, int causes) {
    String name = thrown.getClass().getName();
    Throwable cause = thrown.getCause();
    RedactedException copy =
        cause == null || causes == 0
            ? new RedactedException(name)
            : new RedactedException(name, of(cause, causes - 1));
    copy.setStackTrace(thrown.getStackTrace());
    return copy;
  }
}
