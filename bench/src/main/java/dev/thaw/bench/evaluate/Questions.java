package dev.thaw.bench.evaluate;

import dev.thaw.bench.evaluate.breakeven.BreakEvenQuestion;
import dev.thaw.bench.evaluate.caching.CacheQuestion;
import java.util.List;

/** All questions, in the order of the report. */
final class Questions {
  static final List<Question> ALL = List.of(new CacheQuestion(), new BreakEvenQuestion());

  private Questions() {}
}
