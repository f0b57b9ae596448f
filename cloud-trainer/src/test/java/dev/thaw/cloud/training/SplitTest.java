package dev.thaw.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.model.head.Example;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static final TrainingSettings SETTINGS = TrainingSettings.defaults();
  private static final Tensor TENSOR = Tensor.ofFloats(Shape.of(1), 1);
  private static final Instant TIME = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void aboutAFifthOfEachDevicesSamplesIsHeldOut() {
    Split split = Split.of(drawn(6, 200), SETTINGS);

    assertThat(split.held()).hasSize(6);
    split.held().values().forEach(held -> assertThat(held.size()).isBetween(20, 65));
    assertThat(split.shown().size() + split.heldExamples().size()).isEqualTo(1_200);
  }

  @Test
  void aSampleOnceHeldOutStaysHeldOutWhateverElseComes() {
    Split before = Split.of(drawn(6, 40), SETTINGS);
    Split after = Split.of(drawn(9, 80), SETTINGS);

    List<SampleId> shown = after.shown().stream().map(Upload::sample).toList();
    assertThat(shown).containsAll(before.shown().stream().map(Upload::sample).toList());
  }

  @Test
  void nothingIsHeldOutAmongFewDevicesNorOfOneNorIfNobodyJudges() {
    Drawn many = drawn(6, 40);
    Drawn ofOne = new Drawn(many.uploads(), Optional.empty());
    TrainingSettings unjudged = SETTINGS.with(CrowdRules.defaults().withJudgement(false));

    assertThat(Split.of(drawn(4, 40), SETTINGS).isJudged()).isFalse();
    assertThat(Split.of(ofOne, SETTINGS).shown()).isEqualTo(many.uploads());
    assertThat(Split.of(many, unjudged).shown()).isEqualTo(many.uploads());
  }

  private static Drawn drawn(int devices, int samples) {
    List<Upload> uploads = new ArrayList<>();
    for (int device = 0; device < devices; device++) {
      for (int i = 0; i < samples; i++) {
        byte[] name = ByteBuffer.allocate(8).putInt(device).putInt(i).array();
        SampleId sample = SampleId.ofInput(Digest.of(name));
        Example example = new Example(List.of(TENSOR), 0, 1);
        uploads.add(new Upload("pen-" + device, sample, TIME, i, example));
      }
    }
    return new Drawn(uploads, Optional.of(Crowd.unjudged(devices, 0, 0)));
  }
}
