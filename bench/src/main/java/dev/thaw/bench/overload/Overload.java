package dev.thaw.bench.overload;

import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.features.DeviceFeatures;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Tensor;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Polite devices alone, then beside one that floods, in turn, since a machine is not equally fast
 * all the time. All are in this process and use the network. Immutable.
 *
 * @param perSecond batches a second that each polite device would like to send
 * @param features features in a batch
 * @param phase how long each device is counted, alone and beside the flood
 * @param rounds how often
 */
public record Overload(int devices, double perSecond, int features, Duration phase, int rounds) {
  private static final double MILLIS = 1e3;

  public Overload {
    if (devices < 1 || !(perSecond > 0) || features < 1 || rounds < 1) {
      throw new IllegalArgumentException(
          "no measurement: %d devices, %s batches a second of %d features, %d rounds"
              .formatted(devices, perSecond, features, rounds));
    }
  }

  /**
   * Runs a cloud in {@code directory} and measures.
   *
   * @param activations makes what is sent, at the freeze point that it is given
   * @param progress hears of each phase
   * @throws OverloadException if a polite device was not served at all, or lost something
   */
  public Report run(
      Path directory,
      BaseModel base,
      Rules rules,
      Function<FreezeState, List<List<Tensor>>> activations,
      Consumer<String> progress) {
    CloudConfig core = CloudConfig.in(directory).with(TrainingPolicy.manual()).with(rules.core());
    try (CloudTrainer trainer = CloudTrainer.open(core, Clock.systemUTC())) {
      trainer.install(base);
      String task = base.task().name();
      FreezeState freeze = trainer.freeze(task);
      Batches batches =
          new Batches(
              task, freeze, activations.apply(freeze), base.task().labels().size(), features);
      try (CloudServer server = CloudServer.start(rules.server(), trainer);
          Crowd crowd = new Crowd(this, batches, URI.create(server.url()))) {
        return measure(crowd, trainer, task, progress);
      }
    }
  }

  private Report measure(
      Crowd crowd, CloudTrainer trainer, String task, Consumer<String> progress) {
    List<Report.Phase> phases = new ArrayList<>();
    crowd.phase(false); // warms up
    for (int round = 0; round < rounds; round++) {
      for (boolean flooded : new boolean[] {false, true}) {
        Report.Phase phase = crowd.phase(flooded);
        phases.add(phase);
        progress.accept(phase.line());
      }
    }
    Map<String, Long> sent = crowd.sent();
    long all = sent.values().stream().mapToLong(Long::longValue).sum();
    return new Report(phases, all, missing(sent, stored(trainer, task)));
  }

  private long missing(Map<String, Long> sent, Map<String, Long> stored) {
    return sent.entrySet().stream()
        .mapToLong(each -> each.getValue() * features - stored.getOrDefault(each.getKey(), 0L))
        .sum();
  }

  private static Map<String, Long> stored(CloudTrainer trainer, String task) {
    return trainer.featureCounts(task).devices().stream()
        .collect(Collectors.toMap(DeviceFeatures::deviceId, DeviceFeatures::usable));
  }

  long everyMillis() {
    return Math.max(1, Math.round(MILLIS / perSecond));
  }
}
