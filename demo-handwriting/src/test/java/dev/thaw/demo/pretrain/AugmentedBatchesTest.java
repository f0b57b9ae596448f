package dev.thaw.demo.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.data.Hands;
import java.util.List;
import org.junit.jupiter.api.Test;

class AugmentedBatchesTest {
  @Test
  void batchesNeverEnd() {
    AugmentedBatches batches = new AugmentedBatches(List.of(Hands.writer("s/a", 10, "abc")), 16, 1);
    assertThat(batches.batchesPerEpoch()).isEqualTo(1);
    for (int step = 0; step < 5; step++) {
      assertThat(batches.next(step).size()).isEqualTo(16);
    }
  }

  @Test
  void noHandDominatesAnEpoch() {
    AugmentedBatches batches =
        new AugmentedBatches(
            List.of(Hands.writer("s/a", 5000, "abc"), Hands.writer("s/b", 100, "abc")), 100, 1);
    assertThat(batches.batchesPerEpoch()).isEqualTo(16);
  }
}
