package dev.thaw.cloud.policy;

import dev.thaw.cloud.advice.Advice;
import dev.thaw.cloud.advice.AdviceLimits;
import dev.thaw.cloud.advice.DepthRow;
import dev.thaw.cloud.freeze.SwitchRule;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * Who moves a task's freeze point. Immutable.
 *
 * <p>Nobody waits for an automatic change, so that one to a shallower depth takes its time: it
 * takes effect when devices have repaired 80% of what can be had there, or after one interval.
 *
 * @param automatic whether the advice is followed without being asked for
 * @param interval the least time between two looks, and between any change and the next; in whole
 *     seconds
 * @param margin the share of estimated joules that another depth must save before it is moved to
 * @param limits of the advice
 */
public record FreezePolicy(
    boolean automatic, Duration interval, double margin, AdviceLimits limits) {
  private static final Duration LONGEST = Duration.ofDays(366);

  /** The operator alone. */
  public static final FreezePolicy MANUAL =
      new FreezePolicy(false, Duration.ofHours(6), 0.10, AdviceLimits.NONE);

  private static final double PERCENT = 100;
  private static final double REPAIRED_SHARE = 0.8;

  public FreezePolicy {
    interval = interval.truncatedTo(ChronoUnit.SECONDS);
    if (interval.isNegative() || interval.isZero() || interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("not an interval of a second to a year: " + interval);
    }
    if (!(margin >= 0 && margin < 1)) {
      throw new IllegalArgumentException("not a margin in [0, 1): " + margin);
    }
  }

  /**
   * What follows from the advice. Another depth must save more than the margin, so that two depths
   * that cost about the same do not take turns; unless there is an objection to the present one.
   */
  Decision decide(Advice advice, Instant now) {
    int present = advice.presentDepth();
    int best = advice.recommended().orElse(present);
    if (best == present) {
      return new Decision(advice.task(), now, present, present, "stays: " + advice.reason());
    }
    Optional<String> objection =
        row(advice, present)
            .map(DepthRow::objection)
            .orElse(Optional.of("it may not be chosen any more"));
    double saving = saving(advice, present, best);
    String compared =
        String.format(
            Locale.ROOT,
            "depth %d is estimated to save %.0f%% of the joules",
            best,
            saving * PERCENT);
    if (objection.isPresent()) {
      String reason = String.format(Locale.ROOT, "depth %d: %s", present, objection.get());
      return new Decision(advice.task(), now, present, best, reason);
    }
    return saving > margin
        ? new Decision(advice.task(), now, present, best, compared)
        : new Decision(
            advice.task(),
            now,
            present,
            present,
            String.format(
                Locale.ROOT, "stays: %s, not more than %.0f%%", compared, margin * PERCENT));
  }

  /** When the move that was decided takes effect. */
  SwitchRule when(Decision decision) {
    return decision.to() < decision.from()
        ? new SwitchRule.WhenRepaired(REPAIRED_SHARE, interval)
        : new SwitchRule.AtOnce();
  }

  private static double saving(Advice advice, int present, int best) {
    double before = row(advice, present).map(DepthRow::joules).orElse(Double.NaN);
    return 1 - row(advice, best).orElseThrow().joules() / before;
  }

  private static Optional<DepthRow> row(Advice advice, int depth) {
    return advice.rows().stream().filter(row -> row.depth() == depth).findFirst();
  }
}
