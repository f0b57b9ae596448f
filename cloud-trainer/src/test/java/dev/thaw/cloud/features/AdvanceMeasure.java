package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.TorchRuntime;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Compares running stored features on with running the same layers on a resident batch in a plain
 * loop, in one process. Arguments: features, devices, engine threads, then slices such as {@code
 * 5-6}. Not run by the build.
 */
final class AdvanceMeasure {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final TaskSpec TASK =
      new TaskSpec(
          "handwriting",
          "handwriting",
          IntStream.range(0, 62).mapToObj(i -> "label" + i).toList(),
          List.of(Shape.of(11, 28, 28), Shape.of(20)));
  private static final int RESIDENT = 256;
  private static final int UPLOAD = 128;

  private AdvanceMeasure() {}

  public static void main(String[] args) throws IOException {
    int features = Integer.parseInt(args[0]);
    int devices = Integer.parseInt(args[1]);
    TorchRuntime.useThreads(Integer.parseInt(args[2]));
    try (LayeredModel model = LayeredModel.create(TASK, 7)) {
      for (int i = 3; i < args.length; i++) {
        String[] slice = args[i].split("-");
        measure(model, Integer.parseInt(slice[0]), Integer.parseInt(slice[1]), features, devices);
      }
    }
  }

  private static void measure(LayeredModel model, int from, int to, int features, int devices)
      throws IOException {
    List<List<Tensor>> resident = resident(model, from);
    Path directory = Files.createTempDirectory("thaw-advance");
    try (CloudDatabase database = CloudDatabase.open(directory);
        FeatureLog log =
            FeatureLog.open(
                database,
                task -> backbone(model, from),
                new LogLimits(1_000_000, Set.of()),
                (task, device, count) -> {})) {
      upload(log, model, from, resident, features, devices);
      double before = plain(model, from, to, resident, features);
      long cpu = cpuNanos();
      long begun = System.nanoTime();
      Advanced advanced = log.advance(TASK.name(), backbone(model, to), 0);
      double perSecond = advanced.advanced() / ((System.nanoTime() - begun) / 1e9);
      double cpuMicros = (cpuNanos() - cpu) / 1e3 / features;
      cpu = cpuNanos();
      double after = plain(model, from, to, resident, features);
      double plainMicros = (cpuNanos() - cpu) / 1e3 / features;
      double loop = Math.max(before, after);
      System.out.printf(
          Locale.ROOT,
          "%d->%d features=%d advance=%.0f/s (%.1f us cpu) plain=%.0f/s (%.0f, %.0f; %.1f us cpu)"
              + " ratio=%.2f%n",
          from,
          to,
          advanced.advanced(),
          perSecond,
          cpuMicros,
          loop,
          before,
          after,
          plainMicros,
          perSecond / loop);
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static Backbone backbone(LayeredModel model, int depth) {
    return new Backbone(new FreezeState(depth, 0, model.prefixDigest(depth), NOW), model);
  }

  private static List<List<Tensor>> resident(LayeredModel model, int cut) {
    Random random = new Random(5);
    List<List<Tensor>> inputs = new ArrayList<>();
    for (int i = 0; i < RESIDENT; i++) {
      inputs.add(TASK.inputShapes().stream().map(shape -> noise(shape, random)).toList());
    }
    return model.forwardBatch(0, cut, inputs);
  }

  private static Tensor noise(Shape shape, Random random) {
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(shape, values);
  }

  private static double plain(
      LayeredModel model, int from, int to, List<List<Tensor>> resident, int features) {
    long begun = System.nanoTime();
    for (int done = 0; done < features; done += resident.size()) {
      model.forwardBatch(from, to, resident);
    }
    return features / ((System.nanoTime() - begun) / 1e9);
  }

  private static void upload(
      FeatureLog log,
      LayeredModel model,
      int cut,
      List<List<Tensor>> resident,
      int features,
      int devices) {
    List<List<Tensor>> small =
        resident.stream().map(t -> t.stream().map(x -> x.to(DType.INT8)).toList()).toList();
    List<CompletableFuture<?>> acks = new ArrayList<>();
    for (int first = 0; first < features; first += UPLOAD) {
      List<Feature> batch = new ArrayList<>();
      for (int i = first; i < Math.min(first + UPLOAD, features); i++) {
        SampleId sample = SampleId.ofInput(Digest.of(ByteBuffer.allocate(4).putInt(i).array()));
        Activation activation =
            new Activation(
                TASK.name(),
                sample,
                cut,
                model.prefixDigest(cut),
                NOW,
                small.get(i % small.size()));
        batch.add(new Feature(activation, i % 62, NOW));
      }
      acks.add(log.ingest(new FeatureBatch("device" + first / UPLOAD % devices, 1, batch)));
      if (acks.size() == 16) {
        acks.forEach(CompletableFuture::join);
        acks.clear();
      }
    }
    acks.forEach(CompletableFuture::join);
  }
}
