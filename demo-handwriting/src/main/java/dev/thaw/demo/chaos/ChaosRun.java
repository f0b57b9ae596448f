package dev.thaw.demo.chaos;

import dev.thaw.demo.chaos.FarmState.DeviceState;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.simulate.SimulationException;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.SampleId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One run: a cloud process, farm processes, people writing while the freeze point moves; then
 * everybody comes online, the freeze point goes back, every head is trained once more and scored.
 * Confined to one thread.
 */
final class ChaosRun {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int ROTATIONS = 20;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final ChaosSettings settings;
  private final BaseModel base;
  private final Optional<Path> baseFile;
  private final RunFiles files;
  private final Consumer<String> progress;
  private final List<String> ids;

  ChaosRun(
      ChaosSettings settings,
      BaseModel base,
      Optional<Path> baseFile,
      Path directory,
      Consumer<String> progress) {
    this.settings = settings;
    this.base = base;
    this.baseFile = baseFile;
    this.files = RunFiles.in(directory);
    this.progress = progress;
    this.ids =
        IntStream.rangeClosed(1, settings.devices()).mapToObj("pen-%03d"::formatted).toList();
  }

  /**
   * Runs it.
   *
   * @param writers who writes; the first ones have a second device if there are fewer than devices
   */
  RunResult run(List<Writer> writers) {
    long start = System.nanoTime();
    for (int i = 0; i < ids.size(); i++) {
      WriterFile.write(files.hand(ids.get(i)), writers.get(i % writers.size()));
    }
    Living living = live();
    Map<String, Map<SampleId, Integer>> annotated = of(id -> Journal.labels(files.journal(id)));
    return new RunResult(
        annotated,
        StoredFeatures.read(files.cloud(), base.task().name(), ids),
        living.trained(),
        living.models(),
        living.wanted(),
        living.scores(),
        living.tally(),
        living.disturbed(),
        (System.nanoTime() - start) / 1e9);
  }

  /** What only running processes can tell. */
  private record Living(
      Map<String, Long> trained,
      Map<String, String> models,
      Map<String, String> wanted,
      Map<String, DeviceScore> scores,
      Tally tally,
      RunResult.Disturbed disturbed) {}

  private Living live() {
    try (CloudProcess cloud = new CloudProcess(files, baseFile);
        Farms farms = new Farms(ids, settings.farms(), files, farmArguments(cloud))) {
      Operator operator = new Operator(cloud.uri());
      int startDepth = depth(operator);
      Disturbance disturbance = write(cloud, farms, operator, startDepth);
      progress.accept("all written and moved; everybody comes online");
      Orders settle = Orders.all(Orders.Phase.SETTLE);
      farms.tellUntil("all scripts done", settle, state -> state.steps() == state.allSteps());
      farms.tellUntil("all outboxes empty", settle, DeviceState::isSettled);
      Movement back = new Movement(operator, Move.atOnce(startDepth));
      back.end();
      await(farms, "no repair is waiting", () -> waiting(operator) == 0);
      farms.tellUntil("all outboxes empty", settle, DeviceState::isSettled);
      progress.accept("depth " + startDepth + " again; every head is trained once more");
      Map<String, Long> trained = of(id -> operator.train(id).path("samples").asLong());
      await(farms, "all run what they should", () -> models(farms).equals(wanted(operator)));
      progress.accept("scoring");
      farms.tellUntil("all scored", Orders.all(Orders.Phase.SCORE), state -> state.score() != null);
      return new Living(
          trained,
          models(farms),
          wanted(operator),
          scores(farms),
          farms.tally(),
          new RunResult.Disturbed(
              disturbance.done(),
              disturbance.resumed(),
              disturbance.cloudKills(),
              disturbance.farmKills()));
    }
  }

  private Disturbance write(CloudProcess cloud, Farms farms, Operator operator, int startDepth) {
    farms.tellUntil("all devices are there", orders(0), state -> !state.model().isEmpty());
    Disturbance disturbance =
        new Disturbance(
            settings, startDepth, operator, cloud::killAndRestart, farms::killAndRestart, progress);
    CompletableFuture<Void> disturbed = CompletableFuture.runAsync(disturbance);
    Offline offline = new Offline(ids, settings.offline(), settings.seed());
    long rotation = settings.atLeast().toNanos() / ROTATIONS;
    long rotateAt = System.nanoTime();
    while (!disturbed.isDone() || disturbance.due() < 1) {
      if (System.nanoTime() >= rotateAt) {
        offline.rotate();
        rotateAt = System.nanoTime() + rotation;
      }
      farms.tell(offline.orders(disturbance.due()));
    }
    disturbed.join();
    return disturbance;
  }

  private static Orders orders(double due) {
    return new Orders(Orders.Phase.WRITE, due, java.util.Set.of(), java.util.Set.of());
  }

  private List<String> farmArguments(CloudProcess cloud) {
    return List.of(
        files.directory().toString(),
        cloud.uri().toString(),
        baseFile.map(Path::toString).orElse("-"),
        Long.toString(settings.seed()));
  }

  private static int depth(Operator operator) {
    return operator
        .status()
        .map(status -> status.path("freeze").path("depth").asInt())
        .orElseThrow(() -> new SimulationException("the cloud does not answer"));
  }

  private static long waiting(Operator operator) {
    return operator
        .status()
        .map(status -> status.path("samples").path("waiting").asLong(1))
        .orElse(1L);
  }

  private static void await(Farms farms, String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new SimulationException("not within " + PATIENCE + ": " + what);
      }
      farms.tell(Orders.all(Orders.Phase.SETTLE));
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private Map<String, String> wanted(Operator operator) {
    return operator.wantedManifests(ids);
  }

  private static Map<String, String> models(Farms farms) {
    return farms.states().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().model()));
  }

  private static Map<String, DeviceScore> scores(Farms farms) {
    Map<String, DeviceScore> scores = new HashMap<>();
    farms
        .states()
        .forEach(
            (id, state) ->
                Optional.ofNullable(state.score()).ifPresent(score -> scores.put(id, score)));
    return scores;
  }

  private <T> Map<String, T> of(Function<String, T> figure) {
    Map<String, T> figures = new HashMap<>();
    ids.forEach(id -> figures.put(id, figure.apply(id)));
    return figures;
  }
}
