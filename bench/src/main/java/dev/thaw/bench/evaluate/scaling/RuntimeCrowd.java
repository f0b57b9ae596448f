package dev.thaw.bench.evaluate.scaling;

import dev.thaw.bench.Waiting;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.cache.CacheLimits;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeListener;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.ModelInfo;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.model.BaseModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Full edge runtimes, which share this process. */
final class RuntimeCrowd implements Crowd {
  /** What each takes of this process: measured 4, with 20 of them and small caches. */
  static final int MIB_EACH = 10;

  private static final long MIB = 1L << 20;
  private static final CacheLimits SMALL = new CacheLimits(32 * MIB, 8 * MIB, 2);

  private final Party party;
  private final BaseModel base;
  private final Installs installs;
  private final Vertx vertx = Vertx.vertx();
  private final List<EdgeRuntime> devices = new ArrayList<>();

  /** Opens and connects them, and corrects a prediction for each sample. */
  RuntimeCrowd(Party party, BaseModel base, Installs installs) {
    this.party = party;
    this.base = base;
    this.installs = installs;
    party.numbers().forEach(number -> devices.add(open(number)));
    Waiting.until("all devices online", () -> devices.stream().allMatch(RuntimeCrowd::isOnline));
    party.numbers().forEach(number -> annotate(devices.get(number), party.samples(number)));
  }

  @Override
  public void upload() {
    devices.stream()
        .map(EdgeRuntime::flush)
        .toList()
        .forEach(sent -> Waiting.get("an upload", sent));
  }

  @Override
  public void close() {
    devices.forEach(EdgeRuntime::close);
    Waiting.get("closing", vertx.close().toCompletionStage().toCompletableFuture());
  }

  private EdgeRuntime open(int number) {
    String name = party.name(number);
    EdgeConfig defaults =
        EdgeConfig.of(base.task().name(), party.uri(number), party.directory().resolve(name));
    EdgeConfig config =
        defaults
            .withBase(base)
            .withDeviceId(name)
            .withCache(SMALL)
            .withGate(new Gate(new SettableGauge(Surroundings.PLENTY), GateRule.DEFAULT))
            .withUpload(
                defaults
                    .upload()
                    .withMaxBatch(GeneratorCrowd.BATCH)
                    .withFlush(Integer.MAX_VALUE, Duration.ofHours(1)))
            .withListener(new Told(installs))
            .withSeed(number);
    return EdgeRuntime.open(config, vertx);
  }

  private void annotate(EdgeRuntime device, List<Sample> samples) {
    for (Sample sample : samples) {
      String label = base.task().labels().get(sample.label());
      device.annotate(device.predict(sample.input()).sample(), label);
    }
  }

  private static boolean isOnline(EdgeRuntime device) {
    return device.status().link().startsWith("online") && device.status().model().isPresent();
  }

  private record Told(Installs installs) implements EdgeListener {
    @Override
    public void installed(ModelInfo model) {
      model.manifest().ifPresent(digest -> installs.note(digest, model.createdAt().orElseThrow()));
    }
  }
}
