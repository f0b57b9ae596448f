package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrefetchedBatchesTest {
  @Test
  void every_step_gets_its_own_batch_in_any_order_of_asking() {
    try (PrefetchedBatches batches = new PrefetchedBatches(PrefetchedBatchesTest::batch)) {
      for (int step : new int[] {0, 1, 2, 7, 8, 3, 4, 4, 5}) {
        assertThat(batches.next(step).labels()).containsExactly(step);
      }
    }
  }

  @Test
  void a_source_that_fails_says_so_when_its_batch_is_wanted() {
    BatchSource failing =
        step -> {
          if (step == 1) {
            throw new IllegalStateException("disk gone");
          }
          return batch(step);
        };
    try (PrefetchedBatches batches = new PrefetchedBatches(failing)) {
      assertThat(batches.next(0).labels()).containsExactly(0);
      assertThatThrownBy(() -> batches.next(1))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("disk gone");
    }
  }

  private static Batch batch(int step) {
    return new Batch(List.of(new float[] {step}), new int[] {step});
  }
}
