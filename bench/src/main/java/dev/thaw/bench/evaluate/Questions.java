package dev.thaw.bench.evaluate;

import dev.thaw.bench.evaluate.accuracy.AccuracyQuestion;
import dev.thaw.bench.evaluate.continual.ContinualQuestion;
import dev.thaw.bench.evaluate.devicecost.DeviceCostQuestion;
import dev.thaw.bench.evaluate.throughput.ThroughputQuestion;
import java.util.List;

/** All questions, in the order of the report. Stateless. */
public final class Questions {
  /** All. */
  public static final List<Question> ALL =
      List.of(
          new AccuracyQuestion(),
          new ThroughputQuestion(),
          new DeviceCostQuestion(),
          new ContinualQuestion());

  private Questions() {}

  /** Those that {@code plan} asks. */
  public static List<Question> asked(Plan plan) {
    return ALL.stream().filter(each -> plan.questions().contains(each.name())).toList();
  }
}
