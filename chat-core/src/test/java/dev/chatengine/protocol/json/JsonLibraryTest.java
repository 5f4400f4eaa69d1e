package dev.chatengine.protocol.json;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.core.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLibraryTest {
  @Test
  void theVersionOnTheClassPathIsUsable() {
    assertThatCode(JsonLibrary::requireUsable).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"2,15,0", "2,16,2", "2,21,8", "3,0,0"})
  void aRecentVersionIsUsable(int major, int minor, int patch) {
    assertThatCode(() -> JsonLibrary.requireUsable(version(major, minor, patch)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"2,14,3", "2,13,5", "1,99,0"})
  void anOldVersionIsRefusedWithTheRequiredVersion(int major, int minor, int patch) {
    assertThatIllegalStateException()
        .isThrownBy(() -> JsonLibrary.requireUsable(version(major, minor, patch)))
        .withMessage(
            "jackson-core is version %d.%d.%d, and at least 2.15 is needed", major, minor, patch);
  }

  private static Version version(int major, int minor, int patch) {
    return new Version(major, minor, patch, null, "com.fasterxml.jackson.core", "jackson-core");
  }
}
