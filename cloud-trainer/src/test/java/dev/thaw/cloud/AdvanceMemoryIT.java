package dev.thaw.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdvanceMemoryIT {
  /** Their versions at cut 2 alone are twice the heap. */
  private static final int FEATURES = 6_000;

  private static final String HEAP = "-Xmx72m";

  @TempDir Path dir;

  @Test
  void oneDevicesFeaturesThatAreFarLargerThanTheHeapAreRunOn() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                AdvanceChild.class.getName(),
                dir.toString(),
                Integer.toString(FEATURES))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.lines().toList()).containsExactly("advanced " + FEATURES);
    } finally {
      child.destroyForcibly();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
