package dev.thaw.bench.evaluate;

import dev.thaw.bench.evaluate.continual.ContinualQuestion;
import java.util.List;

/** All questions, in the order of the report. */
final class Questions {
  static final List<Question> ALL = List.of(new ContinualQuestion());

  private Questions() {}
}
