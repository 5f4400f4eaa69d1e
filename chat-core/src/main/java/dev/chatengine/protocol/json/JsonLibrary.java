package dev.chatengine.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.Version;

/** The library that reads and writes JSON, in the version that the host uses. */
public final class JsonLibrary {
  private static final int MAJOR = 2;
  private static final int OLDEST_MINOR = 15;

  private JsonLibrary() {}

  /**
   * Refuses a version that is too old and lacks classes that are needed.
   *
   * @throws IllegalStateException if the version is too old
   */
  public static void requireUsable() {
    requireUsable(new JsonFactory().version());
  }

  static void requireUsable(Version version) {
    // Version compares the names of artifacts before it compares their numbers.
    int major = version.getMajorVersion();
    if (major < MAJOR || (major == MAJOR && version.getMinorVersion() < OLDEST_MINOR)) {
      throw new IllegalStateException(
          "jackson-core is version "
              + version
              + ", and at least "
              + MAJOR
              + "."
              + OLDEST_MINOR
              + " is needed");
    }
  }
}
