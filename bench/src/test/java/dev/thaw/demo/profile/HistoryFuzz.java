package dev.thaw.demo.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** A line of a person's history: refused in one way, or what is written reads the same again. */
public final class HistoryFuzz {
  @FuzzTest(maxDuration = "10m")
  void line(byte[] bytes) {
    HistoryLine line;
    try {
      line = HistoryJson.read(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      return; // as promised
    }
    String written = HistoryJson.write(line);
    assertThat(HistoryJson.write(HistoryJson.read(written))).isEqualTo(written);
  }
}
