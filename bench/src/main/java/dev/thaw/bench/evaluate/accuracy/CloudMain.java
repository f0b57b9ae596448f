package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.ProcessTime;
import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudLimits;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * The cloud, in a process of its own, told in lines what to do: {@code depth K}, {@code train
 * SCOPE,SCOPE,...}, {@code busy}. It answers each with one line and ends when its input does.
 */
final class CloudMain {
  private static final BaseModel BASE = BundledModel.handwriting();
  private static final String TASK = BASE.task().name();

  private final CloudTrainer cloud;

  private CloudMain(CloudTrainer cloud) {
    this.cloud = cloud;
  }

  /** The data directory. */
  public static void main(String[] arguments) throws IOException {
    CloudLimits usual = CloudLimits.defaults();
    CloudConfig config =
        CloudConfig.in(Path.of(arguments[0]))
            .with(TrainingPolicy.manual())
            .with(TrainingSettings.defaults().withoutValidation())
            .with(new CloudLimits(usual.window(), usual.maxWaitingBatches(), Set.of(TASK)));
    try (CloudTrainer cloud = CloudTrainer.open(config, Clock.systemUTC())) {
      cloud.install(BASE);
      try (CloudServer server = CloudServer.start(ServerConfig.open().at("127.0.0.1", 0), cloud)) {
        String key = Base64.getEncoder().encodeToString(cloud.publicKey().getEncoded());
        answer(URI.create(server.url()).getPort() + " " + key);
        new CloudMain(cloud).serve();
      }
    }
    System.exit(0);
  }

  private void serve() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answer(obey(line.split(" ", 2)));
      }
    }
  }

  private String obey(String[] words) {
    return switch (words[0]) {
      case "depth" -> depth(Integer.parseInt(words[1]));
      case "train" -> train(Arrays.stream(words[1].split(",")).map(Scope::parse).toList());
      default -> String.valueOf(ProcessTime.nanos());
    };
  }

  private String depth(int depth) {
    return cloud.freeze(TASK).depth() == depth
        ? "at it"
        : cloud.setDepth(TASK, depth).join().toString();
  }

  /** All are asked for at once, so that they may be trained together. */
  private String train(List<Scope> scopes) {
    return "published "
        + scopes.stream().map(scope -> cloud.train(TASK, scope)).toList().stream()
            .filter(run -> run.join().verdict().published())
            .count();
  }

  private static void answer(String line) {
    System.out.println(line.replace('\n', ' '));
  }
}
