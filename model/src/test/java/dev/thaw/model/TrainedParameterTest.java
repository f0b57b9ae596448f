package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class TrainedParameterTest {
  private static final GeneralPlan PLAN = GeneralPlan.of(8);
  private static final float GRADIENT = 3;

  @Test
  void steps_and_averages_are_those_of_the_textbook() {
    try (NDManager manager = TorchRuntime.newManager()) {
      NDArray value = manager.create(new float[] {2}, new Shape(1, 1));
      TrainedParameter parameter = new TrainedParameter(ParameterSpec.matrix("w", 1, 1), value);
      double weight = 2;
      double average = 2;
      double first = 0;
      double second = 0;
      for (int step = 0; step < PLAN.steps(); step++) {
        double gradient = GRADIENT * weight;
        first = 0.9 * first + 0.1 * gradient;
        second = 0.999 * second + 0.001 * gradient * gradient;
        double unbiased = first / (1 - Math.pow(0.9, step + 1));
        double scale = Math.sqrt(second / (1 - Math.pow(0.999, step + 1)));
        weight -= PLAN.rate(step) * (PLAN.weightDecay() * weight + unbiased / scale);
        average += (weight - average) * (1 - PLAN.averaging(step));

        step(manager, parameter, step);
        assertThat((double) value.getFloat(0, 0)).isCloseTo(weight, within(1e-5));
        assertThat((double) parameter.average().getFloat(0, 0)).isCloseTo(average, within(1e-5));
      }
    }
  }

  private static void step(NDManager manager, TrainedParameter parameter, int step) {
    try (NDManager call = manager.newSubManager()) {
      NDArray leaf = parameter.leaf(call);
      try (GradientTape tape = GradientTape.open(step)) {
        tape.backward(leaf.mul(leaf).mul(GRADIENT / 2).sum());
      }
      parameter.update(leaf, step, PLAN);
      parameter.average(call, PLAN.averaging(step));
    }
  }
}
