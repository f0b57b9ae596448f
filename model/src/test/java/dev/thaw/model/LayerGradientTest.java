package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerGradientTest {
  private static final int ROWS = 3;
  private static final TaskSpec TASK = Tasks.handwriting();
  private static final Pass SMOOTH = new Pass(false, true);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void gradients_agree_with_finite_differences(int index) {
    try (LayeredModel model = LayeredModel.create(TASK, 3);
        NDManager manager = TorchRuntime.newManager()) {
      Layer layer = model.layer(index);
      NDList inputs = inputs(manager, model, index);
      NDList values = model.copyParameters(index, manager);
      NDArray weights = weights(manager, layer, inputs, values);
      List<NDArray> gradients = gradients(layer, inputs, values, weights);
      for (int p = 0; p < values.size(); p++) {
        if (layer.parameters().get(p).role().trained()) {
          NDArray direction = gradients.get(p).sign();
          double expected = gradients.get(p).mul(direction).sum().getFloat();
          double found = slope(layer, inputs, values, weights, p, direction);
          assertThat(found)
              .as("%s.%s", layer.name(), layer.parameters().get(p).name())
              .isCloseTo(expected, within(0.03 * Math.abs(expected) + 1e-3));
        }
      }
    }
  }

  @Test
  void running_statistics_move_a_tenth_of_the_way_to_the_batch() {
    try (LayeredModel model = LayeredModel.create(TASK, 3);
        NDManager manager = TorchRuntime.newManager()) {
      NDArray batch =
          manager.create(
              new float[ROWS * 512], NdTensors.batched(ROWS, model.activationShapes(6).get(0)));
      NDList values = model.copyParameters(6, manager);
      NDArray ones = batch.add(1);
      float mean = values.get(0).sum(new int[] {1}).getFloat(0);
      model.layer(6).forward(new NDList(ones), values, Pass.HEAD_TRAINING);
      assertThat(values.get(3).getFloat(0)).isZero();
      model.layer(6).forward(new NDList(ones), values, Pass.GENERAL_TRAINING);
      assertThat(values.get(3).getFloat(0)).isCloseTo(0.1f * mean, within(1e-4f));
      assertThat(values.get(4).getFloat(0)).isCloseTo(0.9f, within(1e-4f));
    }
  }

  private static NDList inputs(NDManager manager, LayeredModel model, int index) {
    List<List<Tensor>> samples = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      samples.add(model.forward(0, index, Tasks.sample(TASK.inputShapes(), row)));
    }
    NDList inputs = new NDList();
    IntStream.range(0, samples.get(0).size())
        .mapToObj(t -> samples.stream().map(sample -> sample.get(t)).toList())
        .forEach(tensors -> inputs.add(NdTensors.stack(manager, tensors)));
    return inputs;
  }

  private static NDArray weights(NDManager manager, Layer layer, NDList inputs, NDList values) {
    NDArray output = layer.forward(inputs, values, SMOOTH).get(0);
    Random random = new Random(9);
    float[] weights = new float[(int) output.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextFloat() - 0.5f;
    }
    return manager.create(weights, output.getShape());
  }

  private static List<NDArray> gradients(
      Layer layer, NDList inputs, NDList values, NDArray weights) {
    NDList leaves = new NDList();
    for (int p = 0; p < values.size(); p++) {
      NDArray leaf = values.get(p).duplicate();
      if (layer.parameters().get(p).role().trained()) {
        leaf.setRequiresGradient(true);
      }
      leaves.add(leaf);
    }
    try (GradientTape tape = GradientTape.open(1)) {
      tape.backward(layer.forward(inputs, leaves, SMOOTH).get(0).mul(weights).sum());
    }
    return leaves.stream().map(leaf -> leaf.hasGradient() ? leaf.getGradient() : leaf).toList();
  }

  private static double slope(
      Layer layer, NDList inputs, NDList values, NDArray weights, int p, NDArray direction) {
    float step = 1e-4f;
    return (loss(layer, inputs, moved(values, p, direction.mul(step)), weights)
            - loss(layer, inputs, moved(values, p, direction.mul(-step)), weights))
        / (2 * step);
  }

  private static NDList moved(NDList values, int p, NDArray by) {
    NDList moved = new NDList(values);
    moved.set(p, values.get(p).add(by));
    return moved;
  }

  private static double loss(Layer layer, NDList inputs, NDList values, NDArray weights) {
    float[] products = layer.forward(inputs, values, SMOOTH).get(0).mul(weights).toFloatArray();
    return IntStream.range(0, products.length).mapToDouble(i -> products[i]).sum();
  }
}
