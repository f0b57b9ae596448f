package dev.thaw.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is measured, and whether it can be. */
class MicroTest {
  private static final long GIB = 1L << 30;

  private final Micro micro = new Micro(List.of(1_000, 1_000_000), List.of(1));

  @Test
  void aMillionEntriesFitIntoTheHeapOfTheLauncher() {
    assertThat(micro.lacks(Set.of(Topic.GET), 2 * GIB, 4 * GIB)).isEmpty();
  }

  @Test
  void tooLittleHeapOrDiskIsSaidWithWhatIsNeededForTheLargest() {
    assertThat(micro.lacks(Set.of(Topic.PUT), GIB, 4 * GIB))
        .hasValueSatisfying(
            lack ->
                assertThat(lack).contains("1000000 entries", " MiB of heap and there are 1024:"));
    assertThat(micro.lacks(Set.of(Topic.EVICT), 2 * GIB, GIB))
        .hasValueSatisfying(lack -> assertThat(lack).contains("on the disk"));
  }

  @Test
  void whatFillsNoCacheNeedsNeither() {
    assertThat(micro.lacks(Set.of(Topic.PREDICT, Topic.DIGEST), 0, 0)).isEmpty();
  }

  @Test
  void everyTopicHasAPartForEachSize() {
    assertThat(micro.parts(List.of(Topic.values())).stream().map(Part::name))
        .containsExactly(
            "predict",
            "codec",
            "get, 1000 entries",
            "get, 1000000 entries",
            "put, 1000 entries",
            "put, 1000000 entries",
            "evict, 1000 entries",
            "evict, 1000000 entries",
            "ingest",
            "step",
            "digest");
  }

  @Test
  void samplesHaveIdsOfTheirOwn() {
    Set<Object> ids = new HashSet<>();
    for (long number = 0; number < 10_000; number++) {
      ids.add(Characters.sample(number));
    }
    assertThat(ids).hasSize(10_000);
  }
}
