package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;

import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/**
 * Trains the devices of {@link StackCrashIT} in one stack, and dies as soon as some of their heads
 * are durable. Arguments: the directory, how many heads.
 */
final class StackChild {
  private StackChild() {}

  public static void main(String[] args) {
    CloudTrainer cloud = World.open(StackCrashIT.config(Path.of(args[0])), Clock.systemUTC());
    CompletableFuture<Void> allWait = new CompletableFuture<>();
    int[] left = {Integer.parseInt(args[1])};
    cloud.addListener(
        new CloudListener() {
          @Override
          public void trainingFinished(TrainingRun run) {
            World.await(allWait);
            if (run.samples() > 0 && --left[0] == 0) {
              Runtime.getRuntime().halt(StackCrashIT.DIED);
            }
          }
        });
    var first = cloud.train(TASK, new Scope.OfDevice("without-features"));
    for (int pen = 0; pen < StackCrashIT.PENS; pen++) {
      var unused = cloud.train(TASK, StackCrashIT.pen(pen));
    }
    allWait.complete(null);
    World.await(first);
    World.await(cloud.train(TASK, Scope.GLOBAL)); // comes after all of them
  }
}
