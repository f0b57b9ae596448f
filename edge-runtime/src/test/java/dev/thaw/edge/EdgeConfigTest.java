package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.edge.predict.Checkpoints;
import java.net.URI;
import java.nio.file.Path;
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
                    good.invitation(),
                    good.trust(),
                    good.cache(),
                    good.kept(),
                    good.upload(),
                    good.gate(),
                    good.timings(),
                    true,
                    good.canary(),
                    good.listener(),
                    good.clock(),
                    1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a task name: \" \"")
        .hasMessageContaining("ftp://example.org")
        .hasMessageContaining("bundledDepth is -1");
  }

  @Test
  void keptInputsAreNotACheckpointCut() {
    assertThatThrownBy(() -> Checkpoints.at(0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("setting of its own: [0, 4]");
    EdgeConfig config = EdgeConfig.of("handwriting", CLOUD, Path.of("x"));
    assertThat(config.kept().inputBytes()).as("off by default").isZero();
    assertThatThrownBy(() -> config.withKeptInputs(-1)).hasMessageContaining("-1");
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
    assertThat(line).contains("checkpoints=automatic keptInputBytes=0 eviction=PROVENANCE");
    assertThat(line).endsWith("canary=CORRECTIONS");
    assertThat(line.lines()).hasSize(1);
  }

  @Test
  void aBaseOfAnotherTaskIsRefused() {
    assertThatThrownBy(
            () -> EdgeConfig.of("signatures", CLOUD, Path.of("x")).withBase(Samples.base()))
        .hasMessageContaining("task is signatures, base is of handwriting");
  }
}
