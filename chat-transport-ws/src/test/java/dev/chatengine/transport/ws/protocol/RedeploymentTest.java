package dev.chatengine.transport.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RedeploymentTest {
  @Test
  void anApplicationThatIsTakenAwayLeavesNothingInThreadsThatLiveOn() throws Exception {
    Process container =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // What is held softly is not held.
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Redeployment.class.getName())
            .inheritIO()
            .start();

    assertThat(container.waitFor()).isZero();
  }
}
