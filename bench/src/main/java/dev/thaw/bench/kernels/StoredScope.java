package dev.thaw.bench.kernels;

import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.LogLimits;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.demo.simulate.TemporaryDirectory;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Features of one device in a database of their own, gone when it is closed. Thread-safe. */
final class StoredScope implements AutoCloseable {
  static final String DEVICE = "pen-1";

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final LogLimits LIMITS = new LogLimits(1_024, Set.of());

  private final TemporaryDirectory directory = TemporaryDirectory.create("thaw-kernels");
  private final LayeredModel model = Inputs.BASE.model();
  private final Backbone backbone;
  private final CloudDatabase database;
  private final FeatureLog log;

  StoredScope(int features) {
    Digest prefix = model.prefixDigest(Inputs.DEPTH);
    this.backbone = new Backbone(new FreezeState(Inputs.DEPTH, 0, prefix, NOW), model);
    this.database = CloudDatabase.open(directory.path());
    this.log = FeatureLog.open(database, task -> backbone, LIMITS, (task, device, stored) -> {});
    log.ingest(new FeatureBatch(DEVICE, 1, batch(prefix, features))).join();
  }

  CloudDatabase database() {
    return database;
  }

  Backbone backbone() {
    return backbone;
  }

  FeatureLog log() {
    return log;
  }

  private List<Feature> batch(Digest prefix, int features) {
    String task = Inputs.BASE.task().name();
    List<Feature> batch = new ArrayList<>();
    for (Example each : Inputs.uploads(model, features)) {
      byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(batch.size()).array();
      SampleId sample = SampleId.ofInput(Digest.of(number));
      Activation made = new Activation(task, sample, Inputs.DEPTH, prefix, NOW, each.activation());
      batch.add(new Feature(made, each.label(), NOW));
    }
    return batch;
  }

  @Override
  public void close() {
    log.close();
    database.close();
    model.close();
    directory.close();
  }
}
