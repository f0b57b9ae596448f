package dev.thaw.model.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeadOptionsTest {
  @Test
  void theLastLayerAloneHasItsOwnRecipe() {
    assertThat(HeadOptions.forThawed(1)).isEqualTo(HeadOptions.LAST_LAYER);
    assertThat(HeadOptions.forThawed(2)).isEqualTo(HeadOptions.DEEPER);
    assertThat(HeadOptions.forThawed(8)).isEqualTo(HeadOptions.DEEPER);
  }

  @Test
  void aFewExamplesGetMoreEpochs() {
    HeadOptions options = HeadOptions.DEEPER.withEpochs(20).withBatchSize(32).withMinSteps(100);

    assertThat(options.epochsFor(1)).isEqualTo(100);
    assertThat(options.epochsFor(62)).isEqualTo(50);
    assertThat(options.epochsFor(320)).isEqualTo(20);
  }

  @Test
  void everyPartCanBeReplaced() {
    HeadOptions options =
        HeadOptions.DEEPER
            .withEpochs(1)
            .withMinSteps(2)
            .withBatchSize(3)
            .withLearningRate(0.4f)
            .withL2(0.5f)
            .withDropout(false)
            .withTemperature(2)
            .withLeastGain(0.1f);

    assertThat(options).isEqualTo(new HeadOptions(1, 2, 3, 0.4f, 0.5f, false, 2, 0.1f));
  }

  @Test
  void valuesThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> HeadOptions.DEEPER.withLearningRate(Float.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("learningRate: NaN");
    assertThatThrownBy(() -> HeadOptions.DEEPER.withEpochs(0)).hasMessageContaining("epochs: 0");
    assertThatThrownBy(() -> HeadOptions.DEEPER.withL2(-1)).hasMessageContaining("l2: -1");
    assertThatThrownBy(() -> HeadOptions.DEEPER.withTemperature(0))
        .hasMessageContaining("temperature: 0");
    assertThatThrownBy(() -> HeadOptions.DEEPER.withLeastGain(1))
        .hasMessageContaining("leastGain: 1");
    assertThatThrownBy(() -> HeadOptions.forThawed(0)).hasMessageContaining("thawedLayers: 0");
    assertThatThrownBy(() -> new Example(List.of(), 0, Float.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Example(List.of(), -1, 1)).hasMessageContaining("-1");
  }
}
