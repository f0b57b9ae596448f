package dev.thaw.cache;

import static dev.thaw.cache.Samples.CURRENT;
import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class SampleIndexTest {
  private static final long LOTS = 1 << 30;

  private final FrequencySketch frequencies = new FrequencySketch(1000);

  @Test
  void manySmallSamplesAreBoundedByTheMemoryThatTheIndexTakes() {
    SampleIndex index = new SampleIndex(LOTS, 100_000, frequencies, new PrefixRules(Map.of()));

    for (int n = 0; n < 1000; n++) {
      put(index, n, 1);
      index.makeRoom();
    }

    assertThat(index.samples()).isEqualTo(100_000 / 480);
    assertThat(index.find(key(999))).isNotNull();
  }

  @Test
  void amongEquallyFrequentSamplesTheNewcomerGoesWhenItLeavesTheWindow() {
    SampleIndex index = new SampleIndex(1000, LOTS, frequencies, new PrefixRules(Map.of()));
    for (int n = 0; n < 10; n++) {
      put(index, n, 100);
      index.makeRoom();
    }
    put(index, 10, 100);

    List<Evicted> removed = index.makeRoom();

    assertThat(removed).extracting(each -> each.entry().key()).containsExactly(key(8));
    assertThat(index.bytes()).isEqualTo(1000);
  }

  @Test
  void aNewcomerThatWasUsedMoreOftenDisplacesTheOneUsedLeastLately() {
    SampleIndex index = new SampleIndex(1000, LOTS, frequencies, new PrefixRules(Map.of()));
    for (int n = 0; n < 10; n++) {
      put(index, n, 100);
      index.makeRoom();
    }
    index.use(Objects.requireNonNull(index.find(key(8))));
    index.use(Objects.requireNonNull(index.find(key(9))));
    put(index, 10, 100);

    assertThat(index.makeRoom()).extracting(each -> each.entry().key()).containsExactly(key(0));
  }

  @Test
  void pinnedSamplesStayWhateverIsPut() {
    SampleIndex index = new SampleIndex(1000, LOTS, frequencies, new PrefixRules(Map.of()));
    put(index, 1, 100);
    index.annotate(
        Objects.requireNonNull(index.find(key(1))),
        new Annotation(5, NOW, 1, Annotation.State.PENDING));

    for (int n = 10; n < 100; n++) {
      put(index, n, 300);
      assertThat(index.makeRoom()).extracting(each -> each.entry().key()).doesNotContain(key(1));
      assertThat(index.isOverfull()).isFalse();
    }

    assertThat(index.pinnedBytes()).isEqualTo(100 + SampleEntry.ANNOTATION_BYTES);
  }

  @Test
  void theSketchCountsUsesAndForgetsOldOnes() {
    for (int i = 0; i < 8; i++) {
      frequencies.use(key(1));
    }
    assertThat(frequencies.frequency(key(1))).isEqualTo(8);
    assertThat(frequencies.frequency(key(2))).isZero();

    for (int n = 10; n < 25_000; n++) {
      frequencies.use(key(n % 900 + 10));
    }
    assertThat(frequencies.frequency(key(1))).isLessThan(8);
  }

  private static void put(SampleIndex index, int n, int bytes) {
    index.put(key(n), new SampleEntry.Row(CURRENT, 6, bytes, NOW));
  }

  private static SampleKey key(int n) {
    return new SampleKey(TASK, sample(n));
  }
}
