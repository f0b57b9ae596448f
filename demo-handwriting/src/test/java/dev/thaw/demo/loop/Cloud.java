package dev.thaw.demo.loop;

import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Scope;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;

/** A cloud with the bundled model, as {@code thaw serve} runs it, training when told to. */
record Cloud(CloudTrainer trainer, CloudServer server) implements AutoCloseable {
  static final BaseModel BASE = BundledModel.handwriting();
  static final String TASK = BASE.task().name();

  /**
   * @param port 0 for any free one
   */
  static Cloud start(Path data, int port) {
    return start(openTrainer(data), port);
  }

  /** One that trains the heads of devices by {@code kind}, on a free port. */
  static Cloud start(Path data, TrainerKind kind) {
    CloudConfig config = CloudConfig.in(data);
    return start(openTrainer(config.with(config.training().with(kind))), 0);
  }

  private static Cloud start(CloudTrainer trainer, int port) {
    try {
      ServerConfig config = ServerConfig.open().at("127.0.0.1", port);
      return new Cloud(trainer, CloudServer.start(config, trainer));
    } catch (RuntimeException e) {
      trainer.close();
      throw e;
    }
  }

  /** One that has another base model by now keeps it. */
  static CloudTrainer openTrainer(Path data) {
    return openTrainer(CloudConfig.in(data));
  }

  private static CloudTrainer openTrainer(CloudConfig config) {
    CloudTrainer trainer =
        CloudTrainer.open(config.with(TrainingPolicy.manual()), Clock.systemUTC());
    if (trainer.tasks().isEmpty()) {
      trainer.install(BASE);
    }
    return trainer;
  }

  URI uri() {
    return URI.create(server.url());
  }

  TrainingRun train(String device) {
    return Await.get(trainer.train(TASK, new Scope.OfDevice(device)));
  }

  @Override
  public void close() {
    server.close();
    trainer.close();
  }
}
