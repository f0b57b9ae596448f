package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Table;
import java.util.List;

/** Placeholder until the estimate is there. */
record Joules() {
  double middle(Row row) {
    return row.figure("device CPU s");
  }

  Table table(String title, List<Contender> contenders) {
    return new Table(
        title, true, List.of("arm"), contenders.stream().map(c -> List.of(c.label())).toList());
  }
}
