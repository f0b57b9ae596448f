package dev.thaw.demo.pretrain;

import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What a whole model gives for many samples. Stateless. */
final class Logits {
  private static final int AT_ONCE = 128;

  private Logits() {}

  /** One value per class for each sample; inputs are made as they are needed. */
  static <T> List<float[]> of(
      LayeredModel model, List<T> samples, Function<T, List<Tensor>> inputs) {
    List<float[]> logits = new ArrayList<>(samples.size());
    for (int from = 0; from < samples.size(); from += AT_ONCE) {
      int to = Math.min(from + AT_ONCE, samples.size());
      List<List<Tensor>> batch = samples.subList(from, to).stream().map(inputs).toList();
      for (List<Tensor> output : model.forwardBatch(0, model.layerCount(), batch)) {
        logits.add(output.get(0).toFloats());
      }
    }
    return logits;
  }

  /** The class of the largest value from class {@code from} on. */
  static int best(float[] logits, int from) {
    int best = from;
    for (int i = from + 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }
}
