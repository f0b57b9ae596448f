package dev.thaw.demo.strokes;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.ToDoubleFunction;

/**
 * What is known of a writer's hand before the next character: how large they write and where their
 * line runs. Turns a drawing into the 20 context scalars, by which a {@code c} is told from a
 * {@code C}. Not thread-safe; one per writer.
 *
 * <p>Causal and without labels: {@link #describe} looks only at drawings passed to {@link #observe}
 * before. No count is among the scalars, since a count gives away the place in a fixed prompt and
 * so the label; what is not known yet is 0 with its flag 0.
 *
 * <p>The scalars: 0-2 log of size against the 10, 50 and 90% quantiles of the last 25 characters,
 * 3-5 of the last 250; 6-8 bottom, top and centre against the medians of the last 8 neighbours on
 * the line, 9-11 of the last 40, in units of the neighbours' size; 12 log of height against the
 * neighbours' median height; 13-16 flags (1 known, 0 not) for the groups 0-2, 3-5, 6-8 with 12, and
 * 9-11; 17 log of width to height; 18 number of strokes; 19 log of ink length to size.
 */
public final class WriterContext {
  /** Number of scalars. */
  public static final int LENGTH = 20;

  private static final int SHORT_MEMORY = 25;
  private static final int LONG_MEMORY = 250;
  private static final int NEAR = 8;
  private static final int FAR = 40;
  private static final int ENOUGH_SHORT = 4;
  private static final int ENOUGH_LONG = 25;
  private static final int ENOUGH_NEAR = 2;
  private static final int ENOUGH_FAR = 8;
  private static final int FIRST_ABSOLUTE = 17;

  private final Deque<Bounds> memory = new ArrayDeque<>();
  private final Deque<Bounds> page = new ArrayDeque<>();

  /** Creates the context of a writer of whom nothing is known. */
  public WriterContext() {}

  /** Forgets where the line was: what follows stands on another sheet. */
  public void startPage() {
    page.clear();
  }

  /** Remembers a drawing, whatever it turns out to be. */
  public void observe(Drawing drawing) {
    Bounds bounds = drawing.bounds();
    remember(memory, bounds, LONG_MEMORY);
    remember(page, bounds, LONG_MEMORY);
  }

  private static void remember(Deque<Bounds> deque, Bounds bounds, int limit) {
    deque.addFirst(bounds);
    if (deque.size() > limit) {
      deque.removeLast();
    }
  }

  /** The 20 scalars of a drawing that has not been observed yet, each within -4 to 4. */
  public float[] describe(Drawing drawing) {
    Bounds bounds = drawing.bounds();
    float[] scalars = new float[LENGTH];
    describeSize(bounds, SHORT_MEMORY, ENOUGH_SHORT, scalars, 0, 13);
    describeSize(bounds, LONG_MEMORY, ENOUGH_LONG, scalars, 3, 14);
    describeLine(bounds, scalars);
    describeShape(drawing, bounds, scalars);
    for (int i = 0; i < LENGTH; i++) {
      scalars[i] = Math.max(-4, Math.min(4, scalars[i]));
    }
    return scalars;
  }

  /** The same scalars as if nothing were known of the writer: only the drawing's own stay. */
  public static float[] withoutMemory(float[] scalars) {
    float[] own = new float[LENGTH];
    System.arraycopy(scalars, FIRST_ABSOLUTE, own, FIRST_ABSOLUTE, LENGTH - FIRST_ABSOLUTE);
    return own;
  }

  /** A copy of the scalars in which only those of the drawing's own shape are replaced. */
  public static float[] withShapeOf(Drawing drawing, float[] scalars) {
    float[] copy = scalars.clone();
    describeShape(drawing, drawing.bounds(), copy);
    return copy;
  }

  /** Whether a scalar is a measurement, not one of the four 0/1 flags. */
  public static boolean isMeasurement(int scalar) {
    return scalar < 13 || scalar >= FIRST_ABSOLUTE;
  }

  private void describeSize(
      Bounds bounds, int limit, int enough, float[] scalars, int first, int flag) {
    float[] sizes = sorted(memory.stream().limit(limit).mapToDouble(Bounds::size).toArray());
    if (sizes.length < enough) {
      return;
    }
    scalars[first] = logRatio(bounds.size(), quantile(sizes, 0.1f));
    scalars[first + 1] = logRatio(bounds.size(), quantile(sizes, 0.5f));
    scalars[first + 2] = logRatio(bounds.size(), quantile(sizes, 0.9f));
    scalars[flag] = 1;
  }

  private void describeLine(Bounds bounds, float[] scalars) {
    if (page.isEmpty()) {
      return;
    }
    float unit =
        quantile(sorted(page.stream().limit(FAR).mapToDouble(Bounds::size).toArray()), 0.5f);
    if (unit <= 0) {
      return;
    }
    Bounds[] line =
        page.stream()
            .filter(b -> Math.abs(b.centreY() - bounds.centreY()) < unit)
            .limit(FAR)
            .toArray(Bounds[]::new);
    if (line.length >= ENOUGH_NEAR) {
      Bounds[] near = Arrays.copyOf(line, Math.min(NEAR, line.length));
      describePlace(bounds, near, unit, scalars, 6);
      scalars[12] = logRatio(bounds.height(), median(near, Bounds::height));
      scalars[15] = 1;
    }
    if (line.length >= ENOUGH_FAR) {
      describePlace(bounds, line, unit, scalars, 9);
      scalars[16] = 1;
    }
  }

  private static void describePlace(
      Bounds bounds, Bounds[] line, float unit, float[] scalars, int first) {
    scalars[first] = (bounds.bottom() - median(line, Bounds::bottom)) / unit;
    scalars[first + 1] = (bounds.top() - median(line, Bounds::top)) / unit;
    scalars[first + 2] = (bounds.centreY() - median(line, Bounds::centreY)) / unit;
  }

  private static void describeShape(Drawing drawing, Bounds bounds, float[] scalars) {
    float size = Math.max(bounds.size(), 1e-6f);
    scalars[FIRST_ABSOLUTE] =
        (float) Math.log((bounds.width() + 0.05f * size) / (bounds.height() + 0.05f * size));
    scalars[18] = Math.min(drawing.strokes().size(), 5) - 2;
    scalars[19] = logRatio(drawing.length() + 0.1f * size, size) - 0.7f;
  }

  private static float median(Bounds[] line, ToDoubleFunction<Bounds> edge) {
    return quantile(sorted(Arrays.stream(line).mapToDouble(edge).toArray()), 0.5f);
  }

  private static float logRatio(float value, float reference) {
    return (float) Math.log(Math.max(value, 1e-6f) / Math.max(reference, 1e-6f));
  }

  private static float[] sorted(double[] values) {
    float[] sorted = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      sorted[i] = (float) values[i];
    }
    Arrays.sort(sorted);
    return sorted;
  }

  private static float quantile(float[] sorted, float q) {
    float place = q * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
