package dev.thaw.bench.baseline;

import dev.thaw.bench.evaluate.data.Person;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Scores weights on the people's samples for that. Its work is no device's: nobody's CPU time.
 * Immutable; thread-safe.
 */
public final class Scoreboard {
  private static final int SAMPLES = 256;

  private final Slice slice;
  private final List<List<Sample>> scored;
  private final List<Double> general;

  /**
   * Scores these people. Blocks for what the slice does not change.
   *
   * @throws IllegalArgumentException if one has no sample to be scored on
   */
  public Scoreboard(Slice slice, List<Person> people) {
    this.slice = slice;
    this.scored = people.stream().map(person -> scored(slice, person)).toList();
    this.general = scored.stream().map(samples -> accuracy(slice.general(), samples)).toList();
  }

  /** One model for all. */
  public Standing of(Weights weights) {
    try (LayeredModel model = slice.model(weights)) {
      return standing(scored.stream().map(samples -> accuracy(model, samples)).toList());
    }
  }

  /** Each with a model of their own, by place among the people. */
  public Standing of(IntFunction<Weights> weights) {
    List<Double> accuracies = new ArrayList<>();
    for (int person = 0; person < scored.size(); person++) {
      try (LayeredModel model = slice.model(weights.apply(person))) {
        accuracies.add(accuracy(model, scored.get(person)));
      }
    }
    return standing(accuracies);
  }

  private static List<Sample> scored(Slice slice, Person person) {
    if (person.score().isEmpty()) {
      throw new IllegalArgumentException(person.name() + " has no sample to be scored on");
    }
    return slice.activations(person.score());
  }

  private Standing standing(List<Double> accuracies) {
    int worse = 0;
    double worst = 0;
    for (int person = 0; person < accuracies.size(); person++) {
      double loss = general.get(person) - accuracies.get(person);
      worse += loss > 0 ? 1 : 0;
      worst = Math.max(worst, loss);
    }
    return new Standing(mean(accuracies), mean(general), worse, worst);
  }

  private double accuracy(LayeredModel model, List<Sample> samples) {
    long right = 0;
    for (int from = 0; from < samples.size(); from += SAMPLES) {
      List<Sample> some = samples.subList(from, Math.min(samples.size(), from + SAMPLES));
      right += right(model, some);
    }
    return (double) right / samples.size();
  }

  private long right(LayeredModel model, List<Sample> samples) {
    List<List<Tensor>> inputs = samples.stream().map(Sample::input).toList();
    List<List<Tensor>> logits =
        model.forwardBatch(slice.from(), slice.general().layerCount(), inputs);
    long right = 0;
    for (int i = 0; i < samples.size(); i++) {
      right += largest(logits.get(i).get(0).toFloats()) == samples.get(i).label() ? 1 : 0;
    }
    return right;
  }

  private static int largest(float[] logits) {
    int largest = 0;
    for (int label = 1; label < logits.length; label++) {
      largest = logits[label] > logits[largest] ? label : largest;
    }
    return largest;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
