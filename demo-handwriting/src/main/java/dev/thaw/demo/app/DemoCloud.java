package dev.thaw.demo.app;

import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.access.DeviceAccess;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.TrainingSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The embedded cloud, on loopback: the same as {@code thaw serve} runs. Thread-safe. */
final class DemoCloud implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  /** A profile may be offline for a while before its device meets the cloud. */
  private static final Duration INVITED_FOR = Duration.ofDays(1);

  private final DemoSettings settings;
  private final CloudTrainer trainer;
  private final CloudServer server;

  private DemoCloud(DemoSettings settings, CloudTrainer trainer, CloudServer server) {
    this.settings = settings;
    this.trainer = trainer;
    this.server = server;
  }

  /**
   * Opens it, listening, but without a model.
   *
   * @throws DemoException if the directory or the port cannot be used
   */
  static DemoCloud open(DemoSettings settings, Clock clock) {
    CloudTrainer trainer = trainer(settings, clock);
    try {
      return new DemoCloud(settings, trainer, server(settings, trainer));
    } catch (RuntimeException e) {
      trainer.close();
      throw e;
    }
  }

  /** Loads the model, if there is none yet. Blocks. */
  void install() {
    if (trainer.tasks().isEmpty()) {
      trainer.install(settings.base());
    }
  }

  /** Where devices find it. */
  URI uri() {
    return URI.create(server.url());
  }

  /** What its manifests are signed with. */
  PublicKey publicKey() {
    return trainer.publicKey();
  }

  /** Leave to enrol for a device that the cloud has never seen. */
  Optional<String> invitation(String device) {
    DeviceAccess devices = trainer.access().devices();
    return devices.find(device).isPresent()
        ? Optional.empty()
        : Optional.of(devices.invite(INVITED_FOR, 1, Optional.empty()).secret());
  }

  /** The file with the first operator's token, unless it was moved elsewhere. */
  Optional<Path> operatorToken() {
    return Optional.of(trainer.access().firstToken()).filter(Files::exists);
  }

  /** Breaks off what is trained, which closing would wait for; returns at once. */
  void stopTraining() {
    trainer.stopTraining();
  }

  @Override
  public void close() {
    server.close();
    trainer.close();
  }

  private static Path folder(DemoSettings settings) {
    return settings.directory().resolve("cloud");
  }

  private static CloudTrainer trainer(DemoSettings settings, Clock clock) {
    CloudConfig config =
        CloudConfig.in(PrivateFolder.in(folder(settings)))
            .with(settings.policy())
            .with(TrainingSettings.defaults().suiting(settings.policy()));
    try {
      return CloudTrainer.open(config, clock);
    } catch (CloudException e) {
      throw new DemoException(
          "cannot use %s: %s. --data-dir names another place."
              .formatted(settings.directory(), e.getMessage()),
          e);
    }
  }

  private static CloudServer server(DemoSettings settings, CloudTrainer trainer) {
    ServerConfig config = ServerConfig.defaults().at(LOOPBACK, settings.cloudPort());
    try {
      return CloudServer.start(config, trainer);
    } catch (CloudException e) {
      throw new DemoException(
          e.getMessage() + ". Another cloud may run there; --cloud-port names another port.", e);
    }
  }
}
