package dev.thaw.bench.evaluate;

import java.util.List;

/** All questions, in the order of the report. */
final class Questions {
  static final List<Question> ALL = List.of();

  private Questions() {}
}
