package dev.thaw.bench.evaluate.continual;

import dev.thaw.demo.mnist.GreyDigit;
import dev.thaw.demo.mnist.Mnist;
import dev.thaw.model.Batch;
import dev.thaw.model.BatchSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Endless shuffled batches of grey digits as they are. Not thread-safe; as random as its seed. */
final class ImageBatches implements BatchSource {
  private static final int BATCH = 128;
  private static final int PIXELS = Mnist.SIDE * Mnist.SIDE;

  private final List<GreyDigit> digits;
  private final Random random;
  private final List<GreyDigit> epoch = new ArrayList<>();

  ImageBatches(List<GreyDigit> digits, long seed) {
    this.digits = List.copyOf(digits);
    this.random = new Random(seed);
  }

  @Override
  public Batch next(int step) {
    float[] images = new float[BATCH * PIXELS];
    int[] labels = new int[BATCH];
    for (int i = 0; i < BATCH; i++) {
      GreyDigit digit = take();
      System.arraycopy(digit.image().toFloats(), 0, images, i * PIXELS, PIXELS);
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
}
