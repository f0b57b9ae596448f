package dev.thaw.bench;

import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.LogLimits;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;

/**
 * Running stored int8 features on to a deeper freeze point, against the same layers on a batch that
 * is in memory, in a plain loop of the same process. Immutable.
 */
record AdvanceBench(Hands hands, int features, int runs) {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final int[][] SLICES = {{5, 6}, {6, 7}, {5, 7}, {1, 6}};
  private static final int RESIDENT = 256;
  private static final int UPLOAD = 128;
  private static final int DEVICES = 20;

  /** Activations at the first cut are so big that fewer do. */
  private static final int FEWER = 10;

  List<Figure> measure(Path directory) {
    List<Figure> figures = new ArrayList<>();
    try (LayeredModel model = Fleet.BASE.model()) {
      for (int[] slice : SLICES) {
        List<Measured> all = new ArrayList<>();
        for (int i = 0; i <= runs; i++) {
          Path at = directory.resolve(slice[0] + "-" + slice[1] + "-" + i);
          all.add(measure(model, slice[0], slice[1], at));
        }
        all.remove(0); // warmed up
        figures.addAll(figures("%d -> %d".formatted(slice[0], slice[1]), all));
      }
    }
    return figures;
  }

  private static List<Figure> figures(String slice, List<Measured> all) {
    return List.of(
        figure(slice, all, m -> m.advance.perSecond, "1/s", "the plain loop"),
        figure(slice + ", plain loop", all, m -> m.plain.perSecond, "1/s", "none set"),
        figure(slice + " by plain loop", all, Measured::ratio, "", "limit 0.5"),
        figure(slice + " in processor time", all, Measured::busyRatio, "", "limit 0.5"));
  }

  private static Figure figure(
      String what, List<Measured> all, ToDoubleFunction<Measured> of, String unit, String limit) {
    List<Double> values = all.stream().mapToDouble(of).boxed().toList();
    return new Figure("advance", what, Medians.of(values), unit, limit);
  }

  /**
   * How fast some work went.
   *
   * @param busyMicros processor time for one feature, of all threads; a tick of that clock at least
   */
  private record Pace(double perSecond, double busyMicros) {
    private static final long TICK_NANOS = 10_000_000;

    static Pace of(int count, Runnable work) {
      long busy = ProcessTime.nanos();
      long start = System.nanoTime();
      work.run();
      double seconds = (System.nanoTime() - start) / 1e9;
      long busyNanos = Math.max(TICK_NANOS, ProcessTime.nanos() - busy);
      return new Pace(count / seconds, busyNanos / 1e3 / count);
    }

    static Pace mean(Pace a, Pace b) {
      return new Pace((a.perSecond + b.perSecond) / 2, (a.busyMicros + b.busyMicros) / 2);
    }
  }

  private record Measured(Pace advance, Pace plain) {
    double ratio() {
      return advance.perSecond / plain.perSecond;
    }

    double busyRatio() {
      return plain.busyMicros / advance.busyMicros;
    }
  }

  /** The plain loop runs before and after, so that both see the machine alike. */
  private Measured measure(LayeredModel model, int from, int to, Path directory) {
    int count = from < Fleet.DEPTH - 1 ? Math.max(RESIDENT, features / FEWER) : features;
    List<List<Tensor>> resident = resident(model, from);
    LogLimits limits = new LogLimits(1_024, Set.of());
    try (CloudDatabase database = CloudDatabase.open(directory);
        FeatureLog log =
            FeatureLog.open(
                database, task -> backbone(model, from), limits, (task, device, stored) -> {})) {
      upload(log, model, from, resident, count);
      Runnable plain = () -> plain(model, from, to, resident, count);
      Pace before = Pace.of(count, plain);
      Pace advance = Pace.of(count, () -> log.advance(Fleet.TASK, backbone(model, to), 0));
      return new Measured(advance, Pace.mean(before, Pace.of(count, plain)));
    }
  }

  private static Backbone backbone(LayeredModel model, int depth) {
    return new Backbone(new FreezeState(depth, 0, model.prefixDigest(depth), NOW), model);
  }

  private List<List<Tensor>> resident(LayeredModel model, int cut) {
    List<CharacterInContext> characters = hands.ofMany(RESIDENT);
    return model.forwardBatch(0, cut, characters.stream().map(CharacterInContext::inputs).toList());
  }

  private static void plain(
      LayeredModel model, int from, int to, List<List<Tensor>> resident, int count) {
    for (int done = 0; done < count; done += RESIDENT) {
      model.forwardBatch(from, to, resident.subList(0, Math.min(RESIDENT, count - done)));
    }
  }

  private static void upload(
      FeatureLog log, LayeredModel model, int cut, List<List<Tensor>> resident, int count) {
    List<List<Tensor>> small =
        resident.stream().map(s -> s.stream().map(t -> t.to(DType.INT8)).toList()).toList();
    Digest prefix = model.prefixDigest(cut);
    List<CompletableFuture<?>> acknowledged = new ArrayList<>();
    for (int first = 0; first < count; first += UPLOAD) {
      List<Feature> batch = new ArrayList<>();
      for (int i = first; i < Math.min(first + UPLOAD, count); i++) {
        List<Tensor> tensors = small.get(i % small.size());
        Activation made = new Activation(Fleet.TASK, sample(i), cut, prefix, NOW, tensors);
        batch.add(new Feature(made, i % 62, NOW));
      }
      String device = "pen-" + first / UPLOAD % DEVICES;
      acknowledged.add(log.ingest(new FeatureBatch(device, 1, batch)));
      if (acknowledged.size() == 16) {
        acknowledged.forEach(CompletableFuture::join);
        acknowledged.clear();
      }
    }
    acknowledged.forEach(CompletableFuture::join);
  }

  private static SampleId sample(int number) {
    return SampleId.ofInput(Digest.of(ByteBuffer.allocate(4).putInt(number).array()));
  }
}
