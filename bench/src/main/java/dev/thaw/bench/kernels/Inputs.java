package dev.thaw.bench.kernels;

import dev.thaw.demo.base.BundledModel;
import dev.thaw.model.BaseModel;
import dev.thaw.model.GeneralSample;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is measured on: the general samples that come with the handwriting model. Stateless. */
public final class Inputs {
  /** The model, and the general samples with it. */
  public static final BaseModel BASE = BundledModel.handwriting();

  /** Where the freeze point stands at first: all but the last two layers are frozen. */
  public static final int DEPTH = BASE.layers().size() - 2;

  private static final float GENERAL = 0.25f;

  private Inputs() {}

  /** So many uploads at int8, spread over the classes. */
  public static List<Example> uploads(LayeredModel model, int count) {
    List<GeneralSample> all = BASE.samples();
    List<GeneralSample> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(all.get((int) ((long) i * all.size() / count)));
    }
    return examples(model, chosen, 1).stream()
        .map(each -> new Example(small(each.activation()), each.label(), 1))
        .toList();
  }

  /** General examples, {@code perClass} of each class. */
  public static List<Example> general(LayeredModel model, int perClass) {
    Map<Integer, Integer> taken = new HashMap<>();
    return examples(
        model,
        BASE.samples().stream()
            .filter(sample -> taken.merge(sample.label(), 1, Integer::sum) <= perClass)
            .toList(),
        GENERAL);
  }

  private static List<Example> examples(
      LayeredModel model, List<GeneralSample> samples, float weight) {
    List<List<Tensor>> activations =
        model.forwardBatch(0, DEPTH, samples.stream().map(GeneralSample::inputs).toList());
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      examples.add(new Example(activations.get(i), samples.get(i).label(), weight));
    }
    return examples;
  }

  private static List<Tensor> small(List<Tensor> activation) {
    return activation.stream().map(tensor -> tensor.to(DType.INT8)).toList();
  }
}
