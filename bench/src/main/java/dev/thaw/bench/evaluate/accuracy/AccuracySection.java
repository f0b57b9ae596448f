package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Section;
import java.util.List;

/** The answer to {@link AccuracyQuestion}. Immutable. */
record AccuracySection(List<Row> rows) {
  Section section() {
    return new Section("What each arm gives, and what it costs", List.of());
  }
}
