package dev.thaw.cloud;

import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingMoment.OnArrival;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.LayeredModel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/**
 * A cloud that keeps two versions of each scope, uploads to itself and trains on arrival until it
 * is killed. Prints a line for each version that a device gets.
 */
final class ArrivalChild {
  private static final String[] DEVICES = {"phone", "tablet"};

  private ArrivalChild() {}

  static CloudConfig config(Path dir) {
    TrainingPolicy policy = new TrainingPolicy(Set.of(ScopeKind.DEVICE), new OnArrival());
    return World.manual(dir)
        .with(policy)
        .with(CloudLimits.defaults().withKeptVersions(2))
        .with(
            TrainingSettings.defaults()
                .with(TrainerKind.CLOSED_FORM)
                .withoutValidation()
                .suiting(policy));
  }

  public static void main(String[] args) {
    CloudTrainer cloud = World.open(config(Path.of(args[0])), Clock.systemUTC());
    cloud.addListener(new Printing());
    long first = Long.parseLong(args[1]);
    try (LayeredModel model = World.globalModel(cloud)) {
      int depth = cloud.freeze(World.TASK).depth();
      for (long sample = first; true; sample++) {
        String device = DEVICES[(int) (sample % DEVICES.length)];
        var feature = World.feature(model, depth, (int) (sample % World.LABELS), sample);
        World.await(cloud.ingest(World.batch(device, feature)));
      }
    }
  }

  private static final class Printing implements CloudListener {
    @Override
    public void manifestChanged(
        String task, dev.thaw.protocol.Scope scope, dev.thaw.protocol.SignedManifest signed) {
      System.out.println(scope + " version " + signed.manifest().version());
      System.out.flush();
    }
  }
}
