package dev.thaw.edge.upload;

import dev.thaw.cache.Pending;
import dev.thaw.protocol.SampleOutcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A batch's outcomes, sorted by what follows from them. Immutable.
 *
 * @param taken samples the cloud has
 * @param refused samples it can never take
 * @param counts samples by outcome
 */
record Outcomes(List<Pending> taken, List<Pending> refused, Map<SampleOutcome, Integer> counts) {
  static Outcomes sort(List<Pending> annotations, List<SampleOutcome> outcomes) {
    List<Pending> taken = new ArrayList<>();
    List<Pending> refused = new ArrayList<>();
    Map<SampleOutcome, Integer> counts = new EnumMap<>(SampleOutcome.class);
    for (int i = 0; i < outcomes.size(); i++) {
      Pending annotation = annotations.get(i);
      counts.merge(outcomes.get(i), 1, Integer::sum);
      switch (outcomes.get(i)) {
        case STORED, DUPLICATE -> taken.add(annotation);
        case BAD_TENSOR, BAD_LABEL -> refused.add(annotation);
        case STALE, UNKNOWN -> {} // stays in the outbox
      }
    }
    return new Outcomes(taken, refused, counts);
  }

  /** Whether samples stay in the outbox. */
  boolean again() {
    return counts.containsKey(SampleOutcome.STALE) || counts.containsKey(SampleOutcome.UNKNOWN);
  }

  void count(UploadMeter meter) {
    meter.stored.add(of(SampleOutcome.STORED));
    meter.duplicate.add(of(SampleOutcome.DUPLICATE));
    meter.stale.add(of(SampleOutcome.STALE));
    meter.refused.add(refused.size());
  }

  String describeRefused() {
    return of(SampleOutcome.BAD_TENSOR)
        + " samples for their tensors, "
        + of(SampleOutcome.BAD_LABEL)
        + " for their labels";
  }

  private int of(SampleOutcome outcome) {
    return counts.getOrDefault(outcome, 0);
  }
}
