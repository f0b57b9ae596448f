package dev.thaw.cloud.training;

import java.util.Collection;
import java.util.List;

/** How many samples each of several devices may give to one run. Stateless. */
final class FairShare {
  private FairShare() {}

  /**
   * The most samples of one device: as the rules say, and so that all together are about {@code
   * maxExamples} at most. With an even number of devices the median is the greater of the middle
   * ones.
   *
   * @param counts of the devices that have samples
   */
  static long perDevice(Collection<Long> counts, CrowdRules rules, long maxExamples) {
    List<Long> sorted = counts.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return 0;
    }
    long median = Math.min(rules.maxSamples(), sorted.get(sorted.size() / 2));
    long byWeight = (long) Math.min(Long.MAX_VALUE, rules.maxWeight() * median);
    return Math.min(Math.min(rules.maxSamples(), byWeight), level(sorted, maxExamples));
  }

  /** The level to which {@code room} fills devices that take no more than they have; at least 1. */
  private static long level(List<Long> sorted, long room) {
    long left = room;
    for (int i = 0; i < sorted.size(); i++) {
      long each = left / (sorted.size() - i);
      if (sorted.get(i) > each) {
        return Math.max(1, each);
      }
      left -= sorted.get(i);
    }
    return Long.MAX_VALUE;
  }
}
