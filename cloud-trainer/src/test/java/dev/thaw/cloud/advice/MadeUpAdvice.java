package dev.thaw.cloud.advice;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Real judgements of made-up measurements. */
public final class MadeUpAdvice {
  private MadeUpAdvice() {}

  /** What would be advised if these rows had been measured. */
  public static Advice of(String task, AdviceLimits limits, int present, List<DepthRow> rows) {
    return Advisor.judge(task, limits, new Survey.Found(present, rows, "here", "by hand"));
  }

  /** A depth that was measured. */
  public static DepthRow row(int depth, double joules, double accuracy) {
    return ChoiceTest.row(depth, 100, 1, OptionalDouble.of(accuracy), joules, Optional.empty());
  }

  /** A depth whose accuracy could not be measured. */
  public static DepthRow unmeasured(int depth) {
    return ChoiceTest.row(depth, 1, 1, OptionalDouble.empty(), 1, Optional.of("no stored feature"));
  }
}
