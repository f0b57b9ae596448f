package dev.thaw.bench.evaluate.run;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Question;
import dev.thaw.bench.evaluate.Questions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All cells of a plan. Immutable. */
public record Jobs(List<Job> all) {
  /**
   * The cells of the questions that {@code plan} asks.
   *
   * @throws IllegalStateException if two cells have one name
   */
  public static Jobs of(Plan plan) {
    List<Job> all = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Question question : Questions.asked(plan)) {
      for (Cell cell : question.cells(plan)) {
        Job job = new Job(question, cell);
        if (!job.id().matches("[a-z-]+\\.[a-z0-9.-]+") || !names.add(job.id())) {
          throw new IllegalStateException("not a name for one cell: " + job.id());
        }
        all.add(job);
      }
    }
    return new Jobs(List.copyOf(all));
  }

  /** The cell of that id. */
  Job named(String id) {
    return all.stream()
        .filter(job -> job.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new EvaluationException("no cell " + id));
  }
}
