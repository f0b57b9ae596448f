package dev.thaw.demo.pretrain;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.strokes.Augmentation;
import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.StrokeMaps;
import dev.thaw.demo.strokes.WriterContext;
import dev.thaw.model.Batch;
import dev.thaw.model.BatchSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Endless shuffled batches of redrawn characters. An epoch takes at most {@link #MOST_PER_WRITER}
 * characters of each writer, chosen anew each time, so that no single hand dominates; a part of the
 * samples has its context made unknown, the rest a little noise on it. Not thread-safe; as random
 * as its seed.
 */
final class AugmentedBatches implements BatchSource {
  /** Characters of one writer in an epoch at most. */
  static final int MOST_PER_WRITER = 1500;

  private static final float UNKNOWN_CONTEXT_SHARE = 0.15f;
  private static final float CONTEXT_NOISE = 0.05f;

  private final List<List<CharacterInContext>> writers;
  private final int batchSize;
  private final Random random;
  private final Augmentation augmentation;
  private final List<CharacterInContext> epoch = new ArrayList<>();

  AugmentedBatches(List<Writer> writers, int batchSize, long seed) {
    this.writers = writers.stream().map(CharacterInContext::of).toList();
    this.batchSize = batchSize;
    this.random = new Random(seed);
    this.augmentation = new Augmentation(random);
  }

  /** Batches in one pass over the writers. */
  int batchesPerEpoch() {
    int characters = writers.stream().mapToInt(w -> Math.min(w.size(), MOST_PER_WRITER)).sum();
    return Math.max(1, characters / batchSize);
  }

  @Override
  public Batch next(int step) {
    float[] maps = new float[batchSize * StrokeMaps.LENGTH];
    float[] contexts = new float[batchSize * WriterContext.LENGTH];
    int[] labels = new int[batchSize];
    for (int i = 0; i < batchSize; i++) {
      CharacterInContext sample = take();
      Drawing redrawn = augmentation.redraw(sample.character().drawing());
      StrokeMaps.rasterise(redrawn, augmentation.reach(), maps, i * StrokeMaps.LENGTH);
      float[] context = context(sample, redrawn);
      System.arraycopy(context, 0, contexts, i * WriterContext.LENGTH, WriterContext.LENGTH);
      labels[i] = sample.classIndex();
    }
    return new Batch(List.of(maps, contexts), labels);
  }

  private CharacterInContext take() {
    if (epoch.isEmpty()) {
      writers.forEach(writer -> epoch.addAll(choose(writer)));
      Collections.shuffle(epoch, random);
    }
    return epoch.remove(epoch.size() - 1);
  }

  private List<CharacterInContext> choose(List<CharacterInContext> writer) {
    if (writer.size() <= MOST_PER_WRITER) {
      return writer;
    }
    List<CharacterInContext> shuffled = new ArrayList<>(writer);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, MOST_PER_WRITER);
  }

  private float[] context(CharacterInContext sample, Drawing redrawn) {
    float[] context = WriterContext.withShapeOf(redrawn, sample.context());
    if (random.nextFloat() < UNKNOWN_CONTEXT_SHARE) {
      context = WriterContext.withoutMemory(context);
    }
    for (int i = 0; i < context.length; i++) {
      if (WriterContext.isMeasurement(i) && context[i] != 0) {
        context[i] += (float) random.nextGaussian() * CONTEXT_NOISE;
      }
    }
    return context;
  }
}
