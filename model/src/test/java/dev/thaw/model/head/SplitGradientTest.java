package dev.thaw.model.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.thaw.model.GradientTape;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.Pass;
import dev.thaw.model.ThawedLayers;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitGradientTest {
  private static final Pass FROZEN_STATISTICS = new Pass(false, false);
  private static final int EXAMPLES = 20;

  @ParameterizedTest
  @ValueSource(ints = {7, 6, 5, 3, 1})
  void aHeadsGradientIsThatOfTheWholeModelWithAFrozenBackbone(int depth) {
    try (LayeredModel model = LayeredModel.create(ToyWriter.TASK, 5)) {
      List<Example> inputs = new ToyWriter(5).examples(model, 0, EXAMPLES);
      List<Example> activations = new ToyWriter(5).examples(model, depth, EXAMPLES);
      try (ThawedLayers head = ThawedLayers.copyOf(model, depth);
          ThawedLayers whole = ThawedLayers.copyOf(model, 0)) {
        List<NDArray> split = head.trained();
        int frozen = whole.trained().size() - split.size();
        List<NDArray> endToEnd = whole.trained().subList(frozen, whole.trained().size());

        backward(head, split, activations);
        backward(whole, endToEnd, inputs);

        for (int i = 0; i < split.size(); i++) {
          assertClose(split.get(i).getGradient(), endToEnd.get(i).getGradient());
        }
      }
    }
  }

  private static void backward(ThawedLayers job, List<NDArray> tracked, List<Example> examples) {
    tracked.forEach(parameter -> parameter.setRequiresGradient(true));
    try (GradientTape tape = GradientTape.open(1)) {
      TrainingSet.Order all = new TrainingSet(job, examples, ToyWriter.LABELS).asGiven();
      NDArray logits = job.logits(all.activations(), FROZEN_STATISTICS);
      tape.backward(all.loss(logits, 1).div(EXAMPLES));
    }
  }

  private static void assertClose(NDArray found, NDArray expected) {
    assertThat(expected.abs().max().getFloat()).isPositive();
    float difference = found.sub(expected).abs().max().getFloat();
    assertThat(difference).isCloseTo(0f, within(1e-5f));
  }
}
