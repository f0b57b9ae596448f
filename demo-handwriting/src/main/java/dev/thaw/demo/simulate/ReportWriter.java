package dev.thaw.demo.simulate;

import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.edge.EdgeStatus;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Gathers a finished simulation's figures into a report. */
final class ReportWriter {
  private static final int GREY_IMAGE_BYTES = 784;
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final Simulation simulation;
  private final SimulationSettings settings;
  private final BaseModel base;
  private final String data;
  private final String command;
  private final List<SimulatedDevice> devices;
  private final List<EdgeStatus> statuses;

  ReportWriter(
      Simulation simulation,
      SimulationSettings settings,
      BaseModel base,
      String data,
      String command) {
    this.simulation = simulation;
    this.settings = settings;
    this.base = base;
    this.data = data;
    this.command = command;
    this.devices = simulation.devices();
    this.statuses = devices.stream().map(SimulatedDevice::status).toList();
  }

  SimulationReport report(long startNanos) {
    List<WriterResult> results = simulation.results();
    return new SimulationReport(
        setup(),
        results.size(),
        SimulationReport.Accuracy.of(results),
        results,
        cache(),
        new SimulationReport.Prediction(
            spread(SimulatedDevice::hitMicros), spread(SimulatedDevice::missMicros)),
        bytes(),
        train(),
        new SimulationReport.Wall((System.nanoTime() - startNanos) / NANOS));
  }

  private SimulationReport.Setup setup() {
    FreezeState freeze = simulation.freeze();
    return new SimulationReport.Setup(
        command,
        data,
        Digest.of(base.toBytes()).hex(),
        settings.order().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        settings.perClass() == 0 ? "all" : String.valueOf(settings.perClass()),
        freeze.depth(),
        freeze.epoch(),
        settings.dtype().toString(),
        settings.forEveryone() ? "global" : "device",
        trainerName(),
        settings.seed());
  }

  private String trainerName() {
    Scope scope = settings.forEveryone() ? Scope.GLOBAL : devices.get(0).scope();
    return settings.trainers().trainerOf(base.task().name(), scope).toString();
  }

  private SimulationReport.Cache cache() {
    return new SimulationReport.Cache(
        sum(s -> s.predictions().hits()),
        sum(s -> s.predictions().misses()),
        sum(s -> s.predictions().misses() + s.predictions().extended()),
        devices.stream().mapToLong(SimulatedDevice::warmBackboneRuns).sum());
  }

  private SimulationReport.Bytes bytes() {
    long uploaded = devices.stream().mapToLong(SimulatedDevice::adaptCount).sum();
    long features = sum(s -> s.traffic().featuresUp());
    return new SimulationReport.Bytes(
        features,
        uploaded == 0 ? 0 : (double) features / uploaded,
        uploaded * GREY_IMAGE_BYTES,
        devices.stream().mapToLong(SimulatedDevice::rawStrokeBytes).sum(),
        sum(s -> s.traffic().manifestsDown() + s.traffic().layersDown()),
        devices.stream().mapToLong(simulation::modelBytes).sum());
  }

  private SimulationReport.Train train() {
    Collection<TrainingRun> runs = simulation.runs();
    return new SimulationReport.Train(
        runs.size(),
        runs.stream().mapToLong(TrainingRun::steps).sum(),
        runs.stream().mapToDouble(TrainingRun::seconds).sum(),
        Spread.of(runs.stream().map(run -> run.seconds() * MILLIS).toList()));
  }

  private long sum(ToLongFunction<EdgeStatus> figure) {
    return statuses.stream().mapToLong(figure).sum();
  }

  private Spread spread(Function<SimulatedDevice, List<Double>> figures) {
    return Spread.of(devices.stream().flatMap(d -> figures.apply(d).stream()).toList());
  }
}
