package dev.thaw.bench.evaluate.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VarietyTest {
  private final Variety variety = Variety.synthetic(1);

  @Test
  void noTwoNumbersHaveTheSameCharacter() {
    Set<List<Tensor>> inputs = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      inputs.add(variety.get(i).input());
    }
    assertThat(inputs).hasSize(400);
  }

  @Test
  void theSameNumberHasTheSameCharacter() {
    assertThat(variety.get(333).input()).isEqualTo(variety.get(333).input());
    int count = variety.characters().size();
    assertThat(variety.get(3L + 5 * count).label()).isEqualTo(variety.get(3).label());
  }

  @Test
  void aDrawingHasNoCharacterTwiceAndAnotherSeedDrawsOthers() {
    List<Sample> drawn = variety.draw(150, 7);
    assertThat(drawn).extracting(Sample::input).doesNotHaveDuplicates();
    assertThat(labels(drawn)).isEqualTo(labels(variety.draw(150, 7)));
    assertThat(labels(drawn)).isNotEqualTo(labels(variety.draw(150, 8)));
  }

  private static List<Integer> labels(List<Sample> samples) {
    return samples.stream().map(Sample::label).toList();
  }
}
