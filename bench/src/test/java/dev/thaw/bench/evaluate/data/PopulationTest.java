package dev.thaw.bench.evaluate.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.data.CharacterOrder;
import dev.thaw.model.BaseModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class PopulationTest {
  private static final BaseModel BASE = BundledModel.handwriting();

  @Test
  void aSeedDrawsCorrectionsAndNeverWhatIsScored() {
    Population one = people(1);
    Population again = people(1);
    Population other = people(2);

    assertThat(labels(again.people().get(0).adapt()))
        .isEqualTo(labels(one.people().get(0).adapt()));
    assertThat(labels(other.people().get(0).adapt()))
        .isNotEqualTo(labels(one.people().get(0).adapt()));
    assertThat(labels(other.people().get(0).score()))
        .isEqualTo(labels(one.people().get(0).score()));
  }

  @Test
  void correctionsAndWhatIsScoredHaveNothingInCommon() {
    Person person = people(1).people().get(0);

    List<List<float[]>> scored = person.score().stream().map(PopulationTest::values).toList();
    assertThat(person.adapt()).hasSizeBetween(90, 124);
    for (Sample sample : person.adapt()) {
      assertThat(scored).noneMatch(each -> same(each, values(sample)));
    }
  }

  private static Population people(long seed) {
    return Population.synthetic(BASE, CharacterOrder.WITHIN_CLASS, 2, seed);
  }

  private static List<Integer> labels(List<Sample> samples) {
    return samples.stream().map(Sample::label).toList();
  }

  private static List<float[]> values(Sample sample) {
    return sample.input().stream().map(tensor -> tensor.toFloats()).toList();
  }

  private static boolean same(List<float[]> one, List<float[]> other) {
    return java.util.Arrays.equals(one.get(0), other.get(0))
        && java.util.Arrays.equals(one.get(1), other.get(1));
  }
}
