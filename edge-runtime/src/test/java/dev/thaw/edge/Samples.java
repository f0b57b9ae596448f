package dev.thaw.edge;

import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.Taught;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** The task of these tests, untrained models of it, and random inputs. */
final class Samples {
  static final TaskSpec TASK =
      new TaskSpec(
          "handwriting",
          "handwriting",
          IntStream.range(0, 62).mapToObj(i -> "c" + i).toList(),
          List.of(Shape.of(11, 28, 28), Shape.of(20)));
  static final int LAYERS = 8;
  static final int DEPTH = 6;

  private static final List<byte[]> BASE_LAYERS = layersOf(TASK, 1);

  private Samples() {}

  static BaseModel base() {
    return new BaseModel(TASK, BASE_LAYERS, List.of(), "untrained");
  }

  /** The base's layers before {@code from}, and others, made from {@code seed}, after it. */
  static List<byte[]> baseWith(int from, long seed) {
    List<byte[]> layers = new ArrayList<>(BASE_LAYERS.subList(0, from));
    layers.addAll(layersOf(TASK, seed).subList(from, LAYERS));
    return layers;
  }

  static List<byte[]> layersOf(TaskSpec task, long seed) {
    try (LayeredModel model = LayeredModel.create(task, seed)) {
      return model.layerBytesFrom(0);
    }
  }

  /** The base's layers with a residual layer behind them that is drawn at random. */
  static List<byte[]> withResidual(int depth, long seed) {
    try (LayeredModel model = LayeredModel.of(TASK, BASE_LAYERS)) {
      ResidualBasis basis = ResidualBasis.of(model, depth).orElseThrow();
      Random random = new Random(seed);
      float[] weights = new float[basis.labels() * basis.columns()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) random.nextGaussian();
      }
      List<byte[]> layers = new ArrayList<>(BASE_LAYERS.subList(0, depth));
      layers.addAll(basis.head(0.5f, weights, true, new Taught(Set.of(), 1)));
      return layers;
    }
  }

  static List<Tensor> input(long seed) {
    Random random = new Random(seed);
    return TASK.inputShapes().stream().map(shape -> tensor(shape, random)).toList();
  }

  private static Tensor tensor(Shape shape, Random random) {
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(shape, values);
  }
}
