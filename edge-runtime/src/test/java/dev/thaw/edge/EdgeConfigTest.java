package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EdgeConfigTest {
  private static final URI CLOUD = URI.create("http://localhost:8080");

  @Test
  void allProblemsAreReportedTogether() {
    EdgeConfig good = EdgeConfig.of("handwriting", CLOUD, Path.of("x"));
    assertThatThrownBy(
            () ->
                new EdgeConfig(
                    " ",
                    URI.create("ftp://example.org"),
                    good.directory(),
                    good.base(),
                    java.util.OptionalInt.of(-1),
                    good.deviceId(),
                    good.cohort(),
                    good.cloudKey(),
                    good.cache(),
                    new TreeSet<>(List.of(-2)),
                    good.upload(),
                    good.gate(),
                    good.timings(),
                    true,
                    good.clock(),
                    1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a task name: \" \"")
        .hasMessageContaining("ftp://example.org")
        .hasMessageContaining("bundledDepth is -1")
        .hasMessageContaining("[-2]");
  }

  @Test
  void aBatchThatNoFrameMayCarryIsRefusedBeforeAnythingIsOpened() {
    assertThatThrownBy(() -> UploadRule.DEFAULT.withMaxBatch(1025))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1025");
  }

  @Test
  void theEffectiveValuesFitOneLine() {
    String line = EdgeConfig.of("handwriting", CLOUD, Path.of("x")).toString();
    assertThat(line).contains("task=handwriting", "cloud=http://localhost:8080", "dtype=int8");
    assertThat(line.lines()).hasSize(1);
  }

  @Test
  void aBaseOfAnotherTaskIsRefused() {
    assertThatThrownBy(
            () -> EdgeConfig.of("signatures", CLOUD, Path.of("x")).withBase(Samples.base()))
        .hasMessageContaining("task is signatures, base is of handwriting");
  }
}
