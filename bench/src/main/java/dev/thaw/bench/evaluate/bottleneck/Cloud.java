package dev.thaw.bench.evaluate.bottleneck;

import dev.thaw.bench.Waiting;
import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudListener;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A cloud in this process that trains when told, and notes when it publishes. Thread-safe. */
final class Cloud implements AutoCloseable {
  /** Not to wait for: heads are as large after one pass as after twenty. */
  private static final int EPOCHS = 1;

  private final String task;
  private final CloudTrainer trainer;
  private final CloudServer server;
  private final Map<Digest, Long> published = new ConcurrentHashMap<>();

  /** A head, and when it was published. */
  record Published(SignedManifest manifest, long nanos) {}

  Cloud(Path directory, BaseModel base, TrainerKind kind) {
    TrainingSettings settings =
        TrainingSettings.defaults().withoutValidation().withEpochs(EPOCHS).with(kind);
    CloudConfig config = CloudConfig.in(directory).with(TrainingPolicy.manual()).with(settings);
    this.task = base.task().name();
    this.trainer = CloudTrainer.open(config, Clock.systemUTC());
    trainer.install(base);
    trainer.addListener(new Noted(published));
    this.server = CloudServer.start(ServerConfig.open().at("127.0.0.1", 0), trainer);
  }

  int port() {
    return server.port();
  }

  PublicKey key() {
    return trainer.publicKey();
  }

  /** What a device is to run now. */
  SignedManifest manifestOf(String device) {
    return trainer.manifestFor(task, device, Optional.empty());
  }

  /**
   * Trains the device's head.
   *
   * @throws IllegalStateException if it is not published
   */
  Published publish(String device) {
    TrainingRun run = Waiting.get("training", trainer.train(task, new Scope.OfDevice(device)));
    Digest digest =
        run.manifest().orElseThrow(() -> new IllegalStateException("held back: " + run.verdict()));
    return new Published(
        manifestOf(device),
        Objects.requireNonNull(published.get(digest), "told before the run ends"));
  }

  /** How many layers of {@code next} {@code before} does not have. */
  static long newLayers(SignedManifest before, SignedManifest next) {
    List<Digest> known = before.manifest().layers().stream().map(LayerEntry::digest).toList();
    return next.manifest().layers().stream()
        .filter(layer -> !known.contains(layer.digest()))
        .count();
  }

  @Override
  public void close() {
    server.close();
    trainer.close();
  }

  private record Noted(Map<Digest, Long> published) implements CloudListener {
    @Override
    public void manifestChanged(String task, Scope scope, SignedManifest signed) {
      published.put(signed.digest(), System.nanoTime());
    }
  }
}
