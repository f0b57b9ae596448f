package dev.thaw.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FlatnessTest {
  private static final long MIB = 1 << 20;

  @Test
  void whatStaysAsItIsOrShrinksIsFlat() {
    assertThat(grown(i -> 500 * MIB)).isEmpty();
    assertThat(grown(i -> (900 - i) * MIB)).isEmpty();
  }

  @Test
  void growthOfMoreThanTheShareIsFound() {
    assertThat(grown(i -> (500 + i) * MIB)).containsExactly("resident");
  }

  @Test
  void fewMebibytesOfLittleAreNoise() {
    assertThat(grown(i -> (20 + i / 10) * MIB)).isEmpty();
  }

  @Test
  void oneWildSampleSaysNothing() {
    assertThat(grown(i -> (i == 55 ? 5_000 : 500) * MIB)).isEmpty();
  }

  @Test
  void tooFewSamplesAreNotJudged() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Flatness.PROMISED.judge(samples(8, i -> 1)))
        .withMessageContaining("run it longer");
  }

  private static List<String> grown(LongUnaryOperator resident) {
    return Flatness.PROMISED.judge(samples(60, resident)).stream()
        .filter(verdict -> !verdict.isFlat())
        .map(Flatness.Verdict::kind)
        .toList();
  }

  private static List<MemorySample> samples(int count, LongUnaryOperator resident) {
    return LongStream.range(0, count)
        .mapToObj(i -> new MemorySample(i, resident.applyAsLong(i), MIB, MIB, MIB, 10, i))
        .toList();
  }
}
