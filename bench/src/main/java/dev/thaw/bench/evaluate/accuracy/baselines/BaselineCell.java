package dev.thaw.bench.evaluate.accuracy.baselines;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.data.Person;
import dev.thaw.bench.evaluate.data.Population;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Some trials, one after the other. Immutable. */
record BaselineCell(String name, Plan plan, List<Trial> trials) implements Cell {
  private static final int HEAP_MIB = 1_792;
  private static final int MEMORY_MIB = 3_072;
  private static final int DISK_MIB = 16;

  BaselineCell {
    trials = List.copyOf(trials);
  }

  @Override
  public Need need() {
    double seconds =
        trials.stream().mapToDouble(trial -> Tuning.seconds(plan.scale(), trial)).sum();
    double reading =
        trials.stream()
            .map(Trial::hands)
            .distinct()
            .mapToDouble(hands -> Tuning.readingSeconds(plan.scale(), hands))
            .sum();
    return new Need(reading + seconds, HEAP_MIB, MEMORY_MIB, DISK_MIB);
  }

  @Override
  public List<Row> run(Workplace place) {
    BaseModel base = BundledModel.handwriting();
    List<Row> rows = new ArrayList<>();
    try (LayeredModel general = base.model()) {
      Optional<Stage> stage = Optional.empty();
      for (int i = 0; i < trials.size(); i++) {
        Trial trial = trials.get(i);
        boolean goesOn = i > 0 && trial.hands().equals(trials.get(i - 1).hands());
        stage = stage.filter(same -> goesOn).or(() -> Optional.of(stage(base, general, trial)));
        int done = i;
        TrialRun run = new TrialRun(trial, stage.orElseThrow());
        rows.addAll(run.rows(plan.scale(), share -> report(place, done + share)));
      }
    }
    return rows;
  }

  private Stage stage(BaseModel base, LayeredModel general, Trial trial) {
    return new Stage(general, population(base, trial));
  }

  private void report(Workplace place, double trialsDone) {
    place.progress().accept(trialsDone / trials.size());
  }

  private Population population(BaseModel base, Trial trial) {
    int most = Tuning.people(plan.scale());
    Trial.Hands hands = trial.hands();
    Population all =
        hands.synthetic()
            ? Population.synthetic(base, hands.order(), most, hands.seed())
            : Population.of(plan, base, hands.order(), most, hands.seed());
    return new Population(all.data(), all.people().stream().map(this::limited).toList());
  }

  private Person limited(Person person) {
    int most = Math.min(person.adapt().size(), Tuning.samples(plan.scale()));
    return new Person(person.name(), person.adapt().subList(0, most), person.score());
  }
}
