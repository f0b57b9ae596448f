package dev.thaw.bench.evaluate;

import dev.thaw.bench.evaluate.devicecost.DeviceCostQuestion;
import dev.thaw.bench.evaluate.throughput.ThroughputQuestion;
import java.util.List;

/** All questions, in the order of the report. */
final class Questions {
  static final List<Question> ALL = List.of(new ThroughputQuestion(), new DeviceCostQuestion());

  private Questions() {}
}
