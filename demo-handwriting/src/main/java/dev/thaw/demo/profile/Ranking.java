package dev.thaw.demo.profile;

import dev.thaw.demo.profile.Recognition.Guess;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** From a model's output to guesses. Stateless. */
final class Ranking {
  private Ranking() {}

  /** The {@code count} most probable labels, best first; of equal ones the first. */
  static List<Guess> best(List<String> labels, float[] probabilities, int count) {
    return IntStream.range(0, probabilities.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -probabilities[i]))
        .limit(count)
        .map(i -> new Guess(labels.get(i), probabilities[i]))
        .toList();
  }

  /** Probabilities in proportion to {@code exp(logit)}. */
  static float[] softmax(float[] logits) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    float[] probabilities = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (float) (Math.exp(logits[i] - max) / sum);
    }
    return probabilities;
  }
}
