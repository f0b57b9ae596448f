package dev.thaw.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassSpreadTest {
  private static final long SEED = 20_261;

  private record Labelled(SampleId sample, int label) {}

  @Test
  void rareClassesStayInAndTheFrequentFillUp() {
    List<Labelled> samples = samples(100, 3, 0, 2);

    Set<SampleId> drawn = drawn(samples, 10, SEED);

    assertThat(drawn).hasSize(10);
    assertThat(countOf(1, samples, drawn)).isEqualTo(3);
    assertThat(countOf(3, samples, drawn)).isEqualTo(2);
    assertThat(countOf(0, samples, drawn)).isEqualTo(5);
  }

  @Test
  void everythingIsDrawnIfThereIsRoom() {
    List<Labelled> samples = samples(4, 3);

    assertThat(drawn(samples, 7, SEED))
        .containsExactlyInAnyOrderElementsOf(samples.stream().map(Labelled::sample).toList());
  }

  @Test
  void theDrawDependsOnTheSeedAndNotOnTheOrderInWhichSamplesAreRead() {
    List<Labelled> samples = samples(50, 50);
    List<Labelled> shuffled = new ArrayList<>(samples);
    Collections.shuffle(shuffled, new Random(SEED));

    assertThat(drawn(shuffled, 20, SEED)).isEqualTo(drawn(samples, 20, SEED));
    assertThat(drawn(samples, 20, SEED + 1)).isNotEqualTo(drawn(samples, 20, SEED));
  }

  private static Set<SampleId> drawn(List<Labelled> samples, long max, long seed) {
    ClassSpread spread = new ClassSpread(max, seed);
    samples.forEach(each -> spread.add(each.sample(), each.label()));
    return spread.drawn();
  }

  /** So many samples of class 0, of class 1 and so on. */
  private static List<Labelled> samples(int... counts) {
    List<Labelled> samples = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      int of = label;
      IntStream.range(0, counts[label]).forEach(i -> samples.add(new Labelled(id(of, i), of)));
    }
    return samples;
  }

  private static SampleId id(int label, int number) {
    return SampleId.ofInput(Digest.of(ByteBuffer.allocate(8).putInt(label).putInt(number).array()));
  }

  private static long countOf(int label, List<Labelled> samples, Set<SampleId> drawn) {
    return samples.stream().filter(s -> s.label() == label && drawn.contains(s.sample())).count();
  }
}
