package dev.chatengine.engine.telemetry;

/**
 * What a plug-in threw, with its stack trace and without its text: that may repeat a token or a
 * message, which no log may show.
 */
public final class Textless extends Exception {
  private static final long serialVersionUID = 1;
  private static final int MAX_CAUSES = 8;

  private Textless(String name, Throwable cause) {
    super(name, cause, false, true);
  }

  private Textless(String name) {
    super(name);
  }

  public static Textless of(Throwable thrown) {
    return of(thrown, MAX_CAUSES);
  }

  private static Textless of(Throwable thrown, int causes) {
    String name = thrown.getClass().getName();
    Throwable cause = thrown.getCause();
    Textless copy =
        cause == null || causes == 0
            ? new Textless(name)
            : new Textless(name, of(cause, causes - 1));
    copy.setStackTrace(thrown.getStackTrace());
    return copy;
  }
}
