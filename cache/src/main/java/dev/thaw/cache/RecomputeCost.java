package dev.thaw.cache;

import org.jspecify.annotations.Nullable;

/**
 * What it costs to get an activation back once it is evicted, in floating-point operations per byte
 * that it takes.
 *
 * <p>Cost by size as in GreedyDual-Size (Cao, Irani: "Cost-Aware WWW Proxy Caching Algorithms",
 * 1997). A sample that nobody annotated comes back with its input, so that its activations cost
 * everything from the input on. What is wanted of an annotated sample is wanted without its input:
 * its activations cost the way from the nearest shallower one that is kept.
 */
final class RecomputeCost {
  /** Of an activation whose prefix has no rule: more than any that is known. */
  static final double UNKNOWN = Double.MAX_VALUE;

  /** Of an annotated sample's activation that nothing leads back to. */
  static final double NO_WAY_BACK = Double.POSITIVE_INFINITY;

  private RecomputeCost() {}

  /** The cost by size of the {@link #cheapest} activation; 0 if there is none. */
  static double perByte(SampleEntry entry) {
    SampleEntry.Row row = cheapest(entry);
    return row == null ? 0 : perByte(entry, row);
  }

  /** The activation that goes first, among equals the deepest; null if there is none. */
  static SampleEntry.@Nullable Row cheapest(SampleEntry entry) {
    SampleEntry.Row cheapest = null;
    double least = 0;
    for (SampleEntry.Row row : entry.rows()) {
      double cost = perByte(entry, row);
      if (cheapest == null || cost < least || (cost == least && row.cut() > cheapest.cut())) {
        cheapest = row;
        least = cost;
      }
    }
    return cheapest;
  }

  private static double perByte(SampleEntry entry, SampleEntry.Row row) {
    PrefixRule rule = row.rule();
    if (entry.annotation() == null) {
      return rule == null ? UNKNOWN : rule.cost() / row.bytes();
    }
    PrefixRule start = nearestShallower(entry, row.cut());
    return rule == null || start == null
        ? NO_WAY_BACK
        : Math.max(0, rule.cost() - start.cost()) / row.bytes();
  }

  /** The rule of the deepest activation below {@code cut} that has one. */
  private static @Nullable PrefixRule nearestShallower(SampleEntry entry, int cut) {
    PrefixRule nearest = null;
    int nearestCut = -1;
    for (SampleEntry.Row row : entry.rows()) {
      if (row.rule() != null && row.cut() > nearestCut && row.cut() < cut) {
        nearest = row.rule();
        nearestCut = row.cut();
      }
    }
    return nearest;
  }
}
