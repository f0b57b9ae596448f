package dev.thaw.model.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.thaw.model.GradientTape;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnchoredAdamTest {
  private static final float RATE = 0.01f;
  private static final float PULL = 0.1f;

  @Test
  void stepsAreThoseOfTheFormulaInDoublePrecision() {
    Random random = new Random(11);
    float[] start = random(random);
    float[] goal = random(random);
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        GradientTape tape = GradientTape.open(0)) {
      NDArray parameter = manager.create(start);
      NDArray target = manager.create(goal);
      AnchoredAdam adam = new AnchoredAdam(parameter, 0.5f, PULL);
      for (int step = 0; step < 50; step++) {
        tape.backward(parameter.sub(target).square().sum());
        adam.step(manager, RATE);
      }

      assertThat(adam.isFinite()).isTrue();
      float[] found = parameter.toFloatArray();
      for (int i = 0; i < start.length; i++) {
        assertThat((double) found[i]).isCloseTo(expected(start[i], goal[i]), within(1e-5));
      }
    }
  }

  /** Minimises (w - goal)^2 / 2 with the pull to {@code start}, value by value. */
  private static double expected(double start, double goal) {
    double w = start;
    double m = 0;
    double v = 0;
    for (int t = 1; t <= 50; t++) {
      double g = w - goal + PULL * (w - start);
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      w -= RATE * (m / (1 - Math.pow(0.9, t))) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
    }
    return w;
  }

  private static float[] random(Random random) {
    float[] values = new float[37];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
