package dev.thaw.bench.evaluate.accuracy.baselines;

import dev.thaw.bench.baseline.Slice;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.data.Population;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Some trials, one after the other. Immutable. */
record BaselineCell(String name, Plan plan, List<Trial> trials) implements Cell {
  private static final int HEAP_MIB = 1_792;
  private static final int MEMORY_MIB = 3_072;
  private static final int DISK_MIB = 16;
  private static final int HEAD_LAYERS = 2;

  BaselineCell {
    trials = List.copyOf(trials);
  }

  /** Trials of one arm on the same people. */
  static BaselineCell of(Plan plan, List<Trial> same) {
    Trial first = same.get(0);
    String name = first.arm() + "." + first.orderName() + "." + first.seed();
    return new BaselineCell(name.toLowerCase(Locale.ROOT).replace('_', '-'), plan, same);
  }

  @Override
  public Need need() {
    double seconds = trials.stream().mapToDouble(trial -> Tuning.seconds(plan.scale(), trial)).sum();
    return new Need(seconds, HEAP_MIB, MEMORY_MIB, DISK_MIB);
  }

  @Override
  public List<Row> run(Workplace place) {
    BaseModel base = BundledModel.handwriting();
    List<Row> rows = new ArrayList<>();
    try (LayeredModel general = base.model()) {
      Population people = population(base, trials.get(0));
      for (int i = 0; i < trials.size(); i++) {
        Trial trial = trials.get(i);
        if (i > 0 && !trial.sharesPeopleWith(trials.get(i - 1))) {
          people = population(base, trial);
        }
        int cut = trial.isWhole() ? 0 : general.layerCount() - HEAD_LAYERS;
        int done = i;
        TrialRun run = new TrialRun(trial, new Slice(general, cut), people);
        rows.addAll(run.rows(plan.scale(), share -> report(place, done + share)));
      }
    }
    return rows;
  }

  private void report(Workplace place, double trialsDone) {
    place.progress().accept(trialsDone / trials.size());
  }

  private Population population(BaseModel base, Trial trial) {
    int most = Tuning.people(plan.scale());
    return Population.of(plan, base, trial.order(), most, trial.seed());
  }
}
