package dev.thaw.bench.baseline.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.bench.evaluate.nets.Net;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlainStepTest {
  private static final float RATE = 0.05f;
  private static final int LABELS = 10;

  private final Net net = Net.grey("lenet", 12);
  private final LayeredModel model = net.model();
  private final int last = model.layerCount() - 1;
  private final List<Example> samples = net.samples(5, LABELS, 7);

  @AfterEach
  void close() {
    model.close();
  }

  /** Of softmax cross-entropy, by the biases of the last layer: mean of p - y. */
  @Test
  void aStepMovesTheLastBiasesByTheirGradient() {
    float[] before = biases(model.layerBytes(last));
    double[] gradient = meanOfErrors(model);

    List<byte[]> after = trained(0, 1);

    float[] moved = biases(after.get(last));
    for (int label = 0; label < LABELS; label++) {
      assertThat(moved[label] - before[label])
          .isCloseTo((float) (-RATE * gradient[label]), within(1e-6f));
    }
  }

  @Test
  void theGradientOfAStepIsGoneBeforeTheNext() {
    List<byte[]> twice = trained(0, 2);

    try (LayeredModel once = LayeredModel.of(model.task(), trained(0, 1))) {
      float[] before = biases(once.layerBytes(last));
      double[] gradient = meanOfErrors(once);
      float[] moved = biases(twice.get(last));
      for (int label = 0; label < LABELS; label++) {
        assertThat(moved[label] - before[label])
            .isCloseTo((float) (-RATE * gradient[label]), within(1e-6f));
      }
    }
  }

  @Test
  void layersBelowTheDepthStayAndThoseAboveMove() {
    List<byte[]> after = trained(last, 1);

    assertThat(after.subList(0, last)).containsExactlyElementsOf(bytes().subList(0, last));
    assertThat(after.get(last)).isNotEqualTo(model.layerBytes(last));
  }

  @Test
  void aStepOfAllLayersMovesEachOfThem() {
    List<byte[]> after = trained(0, 1);

    for (int layer = 0; layer <= last; layer++) {
      assertThat(after.get(layer)).isNotEqualTo(model.layerBytes(layer));
    }
  }

  @Test
  void aDepthThatLeavesNothingToTrainIsRefused() {
    assertThatThrownBy(() -> new PlainStep(model, last + 1, RATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no layer behind cut 5");
  }

  private List<byte[]> trained(int depth, int steps) {
    try (PlainStep step = new PlainStep(model, depth, RATE);
        PlainStep.Batch batch = step.batch(samples)) {
      for (int i = 0; i < steps; i++) {
        assertThat(step.step(batch)).isFinite();
      }
      return step.toBytes();
    }
  }

  private List<byte[]> bytes() {
    return model.layerBytesFrom(0);
  }

  private double[] meanOfErrors(LayeredModel at) {
    double[] mean = new double[LABELS];
    for (Example sample : samples) {
      List<Tensor> logits = at.forward(0, at.layerCount(), sample.activation());
      double[] p = softmax(logits.get(0).toFloats());
      for (int label = 0; label < LABELS; label++) {
        mean[label] += (p[label] - (label == sample.label() ? 1 : 0)) / samples.size();
      }
    }
    return mean;
  }

  private static double[] softmax(float[] logits) {
    double[] p = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(logits[i]);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /** They stand last in the layer's canonical bytes. */
  private static float[] biases(byte[] layer) {
    float[] biases = new float[LABELS];
    int from = layer.length - LABELS * Float.BYTES;
    ByteBuffer.wrap(layer, from, LABELS * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(biases);
    return biases;
  }
}
