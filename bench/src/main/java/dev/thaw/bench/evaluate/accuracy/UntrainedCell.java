package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.data.Person;
import dev.thaw.bench.evaluate.data.Population;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The general model as it is, and with how often its person corrected each class, smoothed by one:
 * what is gained without learning anything about a hand. Immutable.
 */
record UntrainedCell(Plan plan, Trial trial, Need need) implements Cell {
  @Override
  public String name() {
    return trial.name();
  }

  @Override
  public List<Row> run(Workplace place) {
    Population population =
        trial.synthetic()
            ? Population.synthetic(CloudSetup.BASE, trial.order(), trial.people(), trial.seed())
            : Population.of(plan, CloudSetup.BASE, trial.order(), trial.people(), trial.seed());
    List<Judged> none = new ArrayList<>();
    List<Judged> prior = new ArrayList<>();
    try (LayeredModel model = CloudSetup.BASE.model()) {
      for (Person person : population.people()) {
        List<float[]> logits = logits(model, person.score());
        double general = share(person, logits, new double[model.task().labels().size()]);
        none.add(new Judged(general, general));
        prior.add(new Judged(general, share(person, logits, logCounts(model, person))));
        place.progress().accept((double) none.size() / population.people().size());
      }
    }
    Map<String, String> conditions = trial.conditions(population.data());
    return List.of(
        Row.measured(Arm.NONE.title(), conditions, trial.seed(), figures(none)),
        Row.measured(Arm.PRIOR.title(), conditions, trial.seed(), figures(prior)));
  }

  private static Map<String, Double> figures(List<Judged> people) {
    Map<String, Double> figures = new HashMap<>(Judged.figures(people));
    for (String nothing :
        List.of("bytes up", "bytes down", "device CPU s", "cloud CPU s", "wake-ups")) {
      figures.put(nothing, 0.0);
    }
    return figures;
  }

  private static List<float[]> logits(LayeredModel model, List<Sample> samples) {
    List<List<Tensor>> inputs = samples.stream().map(Sample::input).toList();
    return model.forwardBatch(0, model.layerCount(), inputs).stream()
        .map(each -> each.get(0).toFloats())
        .toList();
  }

  private static double[] logCounts(LayeredModel model, Person person) {
    double[] prior = new double[model.task().labels().size()];
    person.adapt().forEach(sample -> prior[sample.label()]++);
    for (int i = 0; i < prior.length; i++) {
      prior[i] = Math.log(prior[i] + 1);
    }
    return prior;
  }

  private static double share(Person person, List<float[]> logits, double[] prior) {
    int right = 0;
    for (int i = 0; i < logits.size(); i++) {
      right += best(logits.get(i), prior) == person.score().get(i).label() ? 1 : 0;
    }
    return (double) right / Math.max(1, logits.size());
  }

  private static int best(float[] logits, double[] prior) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] + prior[i] > logits[best] + prior[best] ? i : best;
    }
    return best;
  }
}
