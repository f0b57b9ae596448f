package dev.thaw.bench.fuzz;

import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.time.Clock;
import java.util.List;

/**
 * One real cloud with a small task, started when first asked for and kept as long as this process.
 * Thread-safe.
 */
final class FuzzedCloud {
  static final TaskSpec SPEC =
      new TaskSpec(
          "signs", "handwriting-grey", List.of("a", "b", "c", "d"), List.of(Shape.of(1, 28, 28)));

  private static final class Running {
    private static final CloudTrainer TRAINER = trainer();
    private static final CloudServer SERVER =
        CloudServer.start(ServerConfig.open().at("127.0.0.1", 0), TRAINER);
  }

  private FuzzedCloud() {}

  static int port() {
    return Running.SERVER.port();
  }

  static CloudTrainer core() {
    return Running.TRAINER;
  }

  private static CloudTrainer trainer() {
    CloudConfig config = CloudConfig.in(Scratch.folder("cloud-fuzz")).with(TrainingPolicy.manual());
    CloudTrainer trainer = CloudTrainer.open(config, Clock.systemUTC());
    try (LayeredModel model = LayeredModel.create(SPEC, 5)) {
      trainer.install(new BaseModel(SPEC, model.layerBytesFrom(0), List.of(), "# untrained"));
    }
    return trainer;
  }
}
