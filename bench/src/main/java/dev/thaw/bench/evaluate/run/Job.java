package dev.thaw.bench.evaluate.run;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Question;

/** A cell and who asked for it. Immutable. */
public record Job(Question question, Cell cell) {
  /** Names it in a run. */
  public String id() {
    return question.name() + '.' + cell.name();
  }
}
