package dev.thaw.demo.pretrain;

import dev.thaw.demo.mnist.GreyDigit;
import dev.thaw.demo.mnist.Mnist;
import dev.thaw.model.Batch;
import dev.thaw.model.BatchSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Endless shuffled batches of grey digits, each shifted by up to two pixels. Not thread-safe; as
 * random as its seed.
 */
final class DigitBatches implements BatchSource {
  private static final int MOST_SHIFT = 2;
  private static final int PIXELS = Mnist.SIDE * Mnist.SIDE;

  private final List<GreyDigit> digits;
  private final int batchSize;
  private final Random random;
  private final List<GreyDigit> epoch = new ArrayList<>();

  DigitBatches(List<GreyDigit> digits, int batchSize, long seed) {
    this.digits = digits;
    this.batchSize = batchSize;
    this.random = new Random(seed);
  }

  @Override
  public Batch next(int step) {
    float[] images = new float[batchSize * PIXELS];
    int[] labels = new int[batchSize];
    for (int i = 0; i < batchSize; i++) {
      GreyDigit digit = take();
      drawShifted(digit.image().toFloats(), shift(), shift(), images, i * PIXELS);
      labels[i] = digit.label();
    }
    return new Batch(List.of(images), labels);
  }

  private GreyDigit take() {
    if (epoch.isEmpty()) {
      epoch.addAll(digits);
      Collections.shuffle(epoch, random);
    }
    return epoch.remove(epoch.size() - 1);
  }

  private int shift() {
    return random.nextInt(2 * MOST_SHIFT + 1) - MOST_SHIFT;
  }

  /** What is shifted over the edge is lost; what comes in is paper. */
  private static void drawShifted(float[] image, int right, int down, float[] target, int at) {
    int width = Mnist.SIDE - Math.abs(right);
    for (int y = Math.max(0, -down); y < Mnist.SIDE - Math.max(0, down); y++) {
      int from = y * Mnist.SIDE + Math.max(0, -right);
      int to = at + (y + down) * Mnist.SIDE + Math.max(0, right);
      System.arraycopy(image, from, target, to, width);
    }
  }
}
