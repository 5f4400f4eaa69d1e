package dev.chatengine.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.Version;

/** The library that reads and writes JSON: the host's build decides of which version it is. */
final class JsonLibrary {
  private static final int MAJOR = 2;
  private static final int OLDEST_MINOR = 15;

  private JsonLibrary() {}

  /**
   * Refuses a version that is too old, of which the classes that are needed are not there.
   *
   * @throws IllegalStateException if it is
   */
  static void requireUsable() {
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
