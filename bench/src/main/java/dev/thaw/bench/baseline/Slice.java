package dev.thaw.bench.baseline;

import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ThawedLayers;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers {@code [from, n)} of a general model that everybody has: what a baseline trains. All
 * of them from 0 on; from a later cut it is a head on a frozen backbone. Immutable, thread-safe; to
 * be used while the model is open.
 */
public record Slice(LayeredModel general, int from) {
  /** The general model's values. */
  public Weights weights() {
    return weightsOf(general);
  }

  /** A model of these values; the caller closes it. */
  public LayeredModel model(Weights weights) {
    return general.withLayers(from, toLayers(weights));
  }

  /**
   * The samples as activations where this slice begins, each computed once. Blocks for that; from 0
   * on they are the samples themselves.
   */
  public List<Sample> activations(List<Sample> samples) {
    if (from == 0 || samples.isEmpty()) {
      return samples;
    }
    List<List<Tensor>> inputs = samples.stream().map(Sample::input).toList();
    List<List<Tensor>> outputs = general.forwardBatch(0, from, inputs);
    List<Sample> activations = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      activations.add(new Sample(outputs.get(i), samples.get(i).label(), 0));
    }
    return activations;
  }

  /** The canonical bytes of these values, layer by layer. */
  List<byte[]> toLayers(Weights weights) {
    try (ThawedLayers job = job(weights)) {
      return job.toBytes();
    }
  }

  /** Reads what {@link #toLayers} writes. */
  Weights fromLayers(List<byte[]> layers) {
    try (LayeredModel model = general.withLayers(from, layers)) {
      return weightsOf(model);
    }
  }

  /** A training that starts with these values; the caller closes it. */
  ThawedLayers job(Weights start) {
    ThawedLayers job = ThawedLayers.copyOf(general, from);
    start.putTo(job);
    return job;
  }

  private Weights weightsOf(LayeredModel model) {
    try (ThawedLayers copy = ThawedLayers.copyOf(model, from)) {
      return Weights.of(copy);
    }
  }
}
