package dev.thaw.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** What a page sends: never an exception, whatever it is. */
public final class PageRequestFuzz {
  @FuzzTest(maxDuration = "10m")
  void text(byte[] bytes) {
    assertThat(PageRequestReader.read(new String(bytes, StandardCharsets.UTF_8))).isNotNull();
  }
}
