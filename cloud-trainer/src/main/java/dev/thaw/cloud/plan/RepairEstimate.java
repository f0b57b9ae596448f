package dev.thaw.cloud.plan;

import dev.thaw.cloud.features.RepairCounts;
import dev.thaw.model.LayeredModel;
import java.util.Map;

/**
 * What a device could repair at a depth, by what it reported of its cache. Immutable.
 *
 * @param repaired samples that it would send again
 * @param lost samples that it could not
 * @param unknown samples, if it reported nothing
 * @param flops what it would compute for the repairs, each from the deepest usable activation it
 *     keeps
 * @param scratchFlops what it would compute from the inputs
 */
record RepairEstimate(long repaired, long lost, long unknown, double flops, double scratchFlops) {
  static final RepairEstimate NONE = new RepairEstimate(0, 0, 0, 0, 0);

  private static final String SAMPLES = "repairable.";
  private static final String FLOPS = "repair.flops.";

  /**
   * Estimates. The device counts all its annotated samples, so that some of those it could make the
   * cloud may not need: the waiting ones are taken to be like the others.
   *
   * @param status the figures that the device reported
   */
  static RepairEstimate of(
      RepairCounts counts, Map<String, Double> status, LayeredModel model, int depth) {
    int cut = reported(status, depth);
    if (cut == 0 || counts.waiting() == 0) {
      return new RepairEstimate(0, counts.lost(), counts.waiting(), 0, 0);
    }
    double makeable = figure(status, SAMPLES + cut, 0);
    double share = Math.min(1, makeable / (counts.ready() + counts.waiting()));
    long repaired = Math.round(counts.waiting() * share);
    return new RepairEstimate(
        repaired,
        counts.lost() + counts.waiting() - repaired,
        0,
        repaired == 0 ? 0 : repaired * meanFlops(status, makeable, model, cut, depth),
        repaired * (double) model.flops(0, depth));
  }

  RepairEstimate plus(RepairEstimate other) {
    return new RepairEstimate(
        repaired + other.repaired,
        lost + other.lost,
        unknown + other.unknown,
        flops + other.flops,
        scratchFlops + other.scratchFlops);
  }

  /**
   * The deepest cut up to {@code depth} that there are figures for; 0 if there is none. Devices of
   * models with many layers report only on the cuts around the freeze point.
   */
  private static int reported(Map<String, Double> status, int depth) {
    int cut = depth;
    while (cut > 0 && !status.containsKey(SAMPLES + cut)) {
      cut--;
    }
    return cut;
  }

  /** What one sample takes at {@code depth}: what the device says up to the cut, and the rest. */
  private static double meanFlops(
      Map<String, Double> status, double makeable, LayeredModel model, int cut, int depth) {
    double whole = model.flops(0, cut);
    double upToCut = figure(status, FLOPS + cut, makeable * whole) / makeable;
    return Math.min(upToCut, whole) + model.flops(cut, depth);
  }

  /** Whatever a device may say, a number from 0 on. */
  private static double figure(Map<String, Double> status, String name, double unreported) {
    double figure = status.getOrDefault(name, unreported);
    return Double.isFinite(figure) ? Math.max(0, figure) : 0;
  }
}
