package dev.thaw.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Whether memory stays as it is: of each kind the median of the last third of the samples against
 * that of the first third. Medians, because a flush or a collection may fall on any one sample. A
 * kind may also grow by its floor: a few percent of little is noise. Immutable.
 *
 * @param share by how much a kind may grow, as a share of what it was
 * @param floorBytes by how much it may grow at least
 */
record Flatness(double share, long floorBytes) {
  /** What the service promises: 5%, or 8 MiB. */
  static final Flatness PROMISED = new Flatness(0.05, 8L << 20);

  /** Arrays of which a training or a swap that is under way holds some. */
  private static final long FLOOR_TENSORS = 64;

  /** With fewer samples nothing can be said. */
  static final int FEWEST = 9;

  /**
   * What became of one kind.
   *
   * @param first the median of the first third
   * @param last that of the last
   * @param limit what it may be
   */
  record Verdict(String kind, double first, double last, double limit) {
    boolean isFlat() {
      return last <= limit;
    }
  }

  /**
   * Judges samples from after the warm-up.
   *
   * @throws IllegalArgumentException if there are too few to say anything
   */
  List<Verdict> judge(List<MemorySample> samples) {
    if (samples.size() < FEWEST) {
      throw new IllegalArgumentException(
          samples.size() + " samples say nothing, it takes " + FEWEST + ": run it longer");
    }
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(judge("resident", samples, MemorySample::residentBytes, floorBytes));
    verdicts.add(judge("heap", samples, MemorySample::heapBytes, floorBytes));
    verdicts.add(judge("direct", samples, MemorySample::directBytes, floorBytes));
    verdicts.add(judge("rocks", samples, MemorySample::rocksBytes, floorBytes));
    verdicts.add(judge("tensors", samples, MemorySample::tensors, FLOOR_TENSORS));
    return verdicts;
  }

  private Verdict judge(
      String kind, List<MemorySample> samples, ToDoubleFunction<MemorySample> value, long floor) {
    int third = samples.size() / 3;
    double first = median(samples.subList(0, third), value);
    double last = median(samples.subList(samples.size() - third, samples.size()), value);
    return new Verdict(kind, first, last, first + Math.max(share * first, (double) floor));
  }

  private static double median(List<MemorySample> samples, ToDoubleFunction<MemorySample> value) {
    return Medians.of(samples.stream().mapToDouble(value).boxed().toList());
  }
}
