package dev.thaw.bench.evaluate.continual;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Question;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Section;
import dev.thaw.bench.evaluate.report.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What does a head that learns task after task keep of the earlier ones? */
public final class ContinualQuestion implements Question {
  private static final String INTRODUCTION =
      """
      The ten digits come as five tasks of two. A head of two layers, untrained at first, learns one \
      task after the other from frozen features (%d layers are frozen) and always chooses among all \
      ten digits. ACC is the mean accuracy on all tasks after the last one; BWT, backward transfer, \
      is the mean change of each earlier task's accuracy since it was learned, so forgetting is \
      negative. Seeds draw which digits come when, the head's first values and which samples are \
      kept.

      `no replay` trains on the new task alone. `replay` adds the cached features of earlier tasks, \
      as many of one digit as of another and never more than the budget; each digit counts the same \
      in the loss. `all samples` keeps them all; a budget that is no less is not listed. These three \
      train from the head that the task before left, with the product's Adam. `sums only (ridge)` is the product's one-step head: exact sums that grow with \
      each task, and no sample.\
      """
          .formatted(FrozenDigits.DEPTH);

  /** Has no state. */
  public ContinualQuestion() {}

  @Override
  public String name() {
    return "continual";
  }

  @Override
  public List<Cell> cells(Plan plan) {
    List<Cell> cells = new ArrayList<>();
    plan.mnist().ifPresent(directory -> cells.add(new MnistCell(plan, directory)));
    cells.add(new WrittenCell(plan));
    return cells;
  }

  @Override
  public Section section(Plan plan, List<Row> rows) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Text(INTRODUCTION + given(plan)));
    Map<String, List<Row>> byData =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.condition("data"), LinkedHashMap::new, Collectors.toList()));
    byData.forEach((data, of) -> blocks.addAll(Answer.of(data, of).blocks()));
    return new Section("Continual learning: what is kept of earlier tasks", blocks);
  }

  private static String given(Plan plan) {
    String mnist = plan.mnist().isEmpty() ? " MNIST was not given, so it is left out." : "";
    String unipen =
        plan.data().isEmpty() ? " UNIPEN was not given: digits of synthetic writers stand in." : "";
    return mnist + unipen;
  }
}
