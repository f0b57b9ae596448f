package dev.thaw.bench.evaluate.devicecost;

import dev.thaw.bench.baseline.step.PlainStep;
import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.energy.Kappa;
import dev.thaw.bench.evaluate.nets.Net;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.TorchRuntime;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * One net, one size of batch, one number of threads. Needs a fresh process: the peak of its memory
 * is that of all it ever did. Immutable.
 */
record DeviceCostCell(Net net, int batch, int threads, Pace pace) implements Cell {
  static final String TRAINING = "training ms";
  static final String INFERENCE = "inference ms";
  static final String PEAK = "peak resident MB";
  static final String BEFORE = "resident before the model MB";
  static final String CORE = "training core ms per sample";
  static final String CPU = "CPU share %";

  private static final int HEAP_MIB = 1_024;
  private static final int DISK_MIB = 16;
  private static final int PROCESS_MIB = 1_000;
  private static final int MIB_PER_SAMPLE = 220;
  private static final double START_SECONDS = 2;
  private static final long SEED = 1;
  private static final double HALF = 0.5;
  private static final double MILLIS = 1_000;
  private static final float RATE = 1e-5f;
  private static final double PERCENT = 100;

  @Override
  public String name() {
    return net.name() + "-batch" + batch + "-threads" + threads;
  }

  @Override
  public int engineThreads() {
    return threads;
  }

  @Override
  public Need need() {
    double published = Published.of(net.name(), batch).map(Published::trainMillis).orElse(1e3);
    double seconds = START_SECONDS + 2 * pace.seconds() + pace.least() * published / 1e3;
    return new Need(seconds, HEAP_MIB, PROCESS_MIB + batch * MIB_PER_SAMPLE, DISK_MIB);
  }

  /**
   * Predicts, then trains; the general model is gone by then, its copy is trained.
   *
   * @throws IOException if the platform does not tell the memory
   */
  @Override
  public List<Row> run(Workplace place) throws IOException {
    TorchRuntime.describe();
    double before = Memory.megabytes();
    Repeated inference;
    PlainStep step;
    List<Example> samples;
    try (LayeredModel model = net.model()) {
      samples = net.samples(batch, model.task().labels().size(), SEED);
      List<List<Tensor>> inputs = samples.stream().map(Example::activation).toList();
      inference = Repeated.measure(() -> model.forwardBatch(0, model.layerCount(), inputs), pace);
      step = new PlainStep(model, 0, RATE);
    }
    place.progress().accept(HALF);
    try (step;
        PlainStep.Batch prepared = step.batch(samples)) {
      Repeated training = Repeated.measure(() -> step.step(prepared), pace);
      return List.of(row(training, inference, before));
    }
  }

  private Row row(Repeated training, Repeated inference, double before) throws IOException {
    double core = MILLIS * training.cpuSeconds() / batch;
    Map<String, Double> figures =
        Map.of(
            TRAINING,
            MILLIS * training.wallSeconds(),
            INFERENCE,
            MILLIS * inference.wallSeconds(),
            CORE,
            core,
            PEAK,
            Memory.peakMegabytes(),
            BEFORE,
            before,
            CPU,
            PERCENT * training.busyCores());
    Map<String, Double> estimated =
        Published.of(net.name(), batch)
            .map(phone -> phone.coreMillisPerSample() / core)
            .map(kappa -> Map.of(Kappa.FIGURE, kappa))
            .orElse(Map.of());
    return new Row(Arm.DEVICE_WHOLE.title(), conditions(), 0, figures, estimated);
  }

  private Map<String, String> conditions() {
    return Map.of(
        Kappa.MODEL,
        net.name(),
        "input",
        net.input(),
        "batch",
        Integer.toString(batch),
        Kappa.THREADS,
        Integer.toString(threads));
  }
}
