package dev.thaw.cloud;

import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleOutcome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A cloud that uploads to itself, trains and moves its freeze point until it is killed. Prints each
 * acknowledged sample as {@code device seed}.
 */
final class CrashChild {
  static final String[] DEVICES = {"phone", "tablet", "watch"};

  private CrashChild() {}

  public static void main(String[] args) {
    Path dir = Path.of(args[0]);
    Random random = new Random(Long.parseLong(args[1]));
    long nextSample = Long.parseLong(args[2]);
    TrainingPolicy policy = new TrainingPolicy(Set.of(ScopeKind.DEVICE), 12, Duration.ofSeconds(1));
    CloudTrainer cloud = World.open(CloudConfig.in(dir).with(policy), Clock.systemUTC());
    int shallow = cloud.tasks().get(0).labels().size(); // cut 4: below the pool
    LayeredModel model = World.globalModel(cloud);
    while (true) {
      if (random.nextInt(8) == 0) {
        var unused = cloud.setDepth(World.TASK, shallow + random.nextInt(2));
      }
      String device = DEVICES[random.nextInt(DEVICES.length)];
      List<Feature> features = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        features.add(World.feature(model, shallow, (int) (nextSample % World.LABELS), nextSample));
        nextSample++;
      }
      List<SampleOutcome> outcomes =
          World.await(cloud.ingest(World.batch(device, features))).outcomes();
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < outcomes.size(); i++) {
        if (outcomes.get(i) != SampleOutcome.STORED) {
          throw new IllegalStateException("not stored: " + outcomes);
        }
        lines.append(device).append(' ').append(nextSample - outcomes.size() + i).append('\n');
      }
      System.out.print(lines);
      System.out.flush();
    }
  }
}
