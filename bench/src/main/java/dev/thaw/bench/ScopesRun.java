package dev.thaw.bench;

import dev.thaw.bench.kernels.HeadWork;
import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.training.ClosedForm;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ResidualBasis;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A cloud's heads for many devices, all trained anew in closed form through its queue, as after a
 * change of its base model; then some one at a time. Immutable.
 *
 * @param features of each device
 * @param validated whether each head is followed on uploads that a second one has not seen, as a
 *     server does unless told otherwise
 * @param progress told how far it is
 */
record ScopesRun(
    Hands hands, int scopes, int features, boolean validated, Consumer<String> progress) {
  private static final String GROUP = "scopes";
  private static final int ALONE = 50;
  private static final int STEPS_TOLD = 20;
  private static final double GOAL_SECONDS = 300;

  List<Figure> measure(Path directory) {
    CloudConfig config = CloudConfig.in(directory).with(TrainingPolicy.manual()).with(settings());
    try (CloudTrainer cloud = CloudTrainer.open(config, Clock.systemUTC());
        LayeredModel model = Fleet.BASE.model()) {
      cloud.install(Fleet.BASE);
      SyntheticScopes synthetic = new SyntheticScopes(hands, model, scopes, features);
      List<Figure> figures = new ArrayList<>();
      figures.add(uploaded(cloud, synthetic));
      double rate = ProductLimit.measure();
      figures.addAll(trained(cloud, synthetic, rate / work(model).operations()));
      figures.add(new Figure(GROUP, "matrix products", rate / 1e9, "GF", "a second, one thread"));
      figures.addAll(alone(cloud, synthetic));
      return figures;
    }
  }

  private TrainingSettings settings() {
    TrainingSettings settings = TrainingSettings.defaults().with(TrainerKind.CLOSED_FORM);
    return validated ? settings : settings.withoutValidation();
  }

  private HeadWork work(LayeredModel model) {
    ClosedForm form = ClosedForm.defaults();
    int general = form.replay().perClass() * model.task().labels().size();
    ResidualBasis basis = ResidualBasis.of(model, Fleet.DEPTH).orElseThrow();
    return HeadWork.of(basis, features, general, form.options().steps());
  }

  private Figure uploaded(CloudTrainer cloud, SyntheticScopes synthetic) {
    long start = System.nanoTime();
    synthetic.uploadTo(cloud, done -> tell("devices uploaded", done));
    double perSecond = (double) scopes * features / seconds(start);
    return new Figure(GROUP, "features stored", perSecond, "1/s", "none set");
  }

  private List<Figure> trained(CloudTrainer cloud, SyntheticScopes synthetic, double limit) {
    MemoryPeak peak = MemoryPeak.begin();
    long busy = ProcessTime.nanos();
    long start = System.nanoTime();
    int published = trainAll(cloud, synthetic, peak);
    double seconds = seconds(start);
    double busyMillis = (ProcessTime.nanos() - busy) / 1e6 / scopes;
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure(GROUP, "heads published", published, "", "of " + scopes));
    figures.add(new Figure(GROUP, "all heads", seconds, "s", "goal " + goal() + " s"));
    figures.add(new Figure(GROUP, "heads", scopes / seconds, "1/s", "the products alone"));
    figures.add(new Figure(GROUP, "heads by products alone", limit, "1/s", "one thread"));
    figures.add(new Figure(GROUP, "share of that", scopes / seconds / limit, "", "limit 1"));
    figures.add(new Figure(GROUP, "processor time of a head", busyMillis, "ms", "all threads"));
    figures.addAll(peak.figures(GROUP));
    return figures;
  }

  private int trainAll(CloudTrainer cloud, SyntheticScopes synthetic, MemoryPeak peak) {
    List<CompletableFuture<TrainingRun>> runs =
        IntStream.range(0, scopes)
            .mapToObj(number -> cloud.train(Fleet.TASK, synthetic.scope(number)))
            .toList();
    int published = 0;
    for (int i = 0; i < scopes; i++) {
      published += runs.get(i).join().verdict().published() ? 1 : 0;
      if (tell("heads trained", i + 1)) {
        peak.look();
      }
    }
    return published;
  }

  /** From the request, with the features in RocksDB, until its manifest is there. */
  private List<Figure> alone(CloudTrainer cloud, SyntheticScopes synthetic) {
    List<Double> all = new ArrayList<>();
    List<Double> fits = new ArrayList<>();
    List<Double> busy = new ArrayList<>();
    TrainerClock clock = TrainerClock.find();
    for (int i = 0; i < Math.min(ALONE, scopes); i++) {
      double busyBefore = clock.millis();
      long start = System.nanoTime();
      TrainingRun run = cloud.train(Fleet.TASK, synthetic.scope(i)).join();
      all.add(seconds(start) * 1e3);
      fits.add(run.seconds() * 1e3);
      busy.add(clock.millis() - busyBefore);
    }
    return List.of(
        new Figure(GROUP, "features to manifest, median", Medians.of(all), "ms", "goal 60 ms"),
        new Figure(GROUP, "of that, the fit", Medians.of(fits), "ms", "goal 30 ms"),
        new Figure(GROUP, "in processor time", Medians.of(busy), "ms", "the training thread"));
  }

  /** The goal is set for ten thousand heads. */
  private double goal() {
    return GOAL_SECONDS * scopes / 10_000;
  }

  private boolean tell(String what, int done) {
    boolean told = done % Math.max(1, scopes / STEPS_TOLD) == 0;
    if (told) {
      progress.accept("%s: %d of %d, load %.1f".formatted(what, done, scopes, FreezeBench.load()));
    }
    return told;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
