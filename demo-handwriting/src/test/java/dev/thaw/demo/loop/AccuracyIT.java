package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** People go on writing while the freeze point moves: nobody is understood less well meanwhile. */
class AccuracyIT extends LoopFixture {
  private static final int DEVICES = 10;
  private static final int CLASSES = 62;

  private static final int ALL = DEVICES * CLASSES;

  /** Two in a hundred: that much may a head of one layer know less than a head of two. */
  private static final int MARGIN = ALL / 50;

  /** One in a hundred: between two depths some devices are at the one, some at the other. */
  private static final int BETWEEN = ALL / 100;

  private final List<EdgeRuntime> edges = new ArrayList<>();
  private Cloud cloud;

  @Test
  void noMomentOfAChangeIsWorseThanBefore() {
    cloud = startCloud();
    for (int number = 1; number <= DEVICES; number++) {
      edges.add(open(config("pen-" + number, cloud.uri())));
    }
    int general = recognised();
    edges.forEach(this::train);
    int before = recognised();
    System.out.println(general + " of " + ALL + " by the general head, " + before + " by own ones");
    assertThat(before - general).as("what there is to lose").isGreaterThan(2 * MARGIN);
    int last = before;
    for (int depth : new int[] {7, 6, 5, 7, 6}) {
      int during = leastWhileMovingTo(depth);
      int after = recognised();
      System.out.println("depth " + depth + ": at least " + during + ", then " + after);
      assertThat(during).as("on the way").isGreaterThanOrEqualTo(Math.min(last, after) - BETWEEN);
      assertThat(Math.min(during, after)).isGreaterThanOrEqualTo(before - MARGIN);
      last = after;
    }
  }

  private void train(EdgeRuntime edge) {
    annotateAndFlush(edge, written(1 + edges.indexOf(edge)).subList(0, CLASSES));
    TrainingRun run = cloud.train(edge.deviceId());
    assertThat(run.verdict().published()).as("%s", run.verdict()).isTrue();
    awaitModel(edge, run.manifest().orElseThrow());
  }

  /** Counts all the time until the last device has switched. */
  private int leastWhileMovingTo(int depth) {
    CompletableFuture<FreezeChange> change = cloud.trainer().setDepth(TASK, depth);
    int least = Integer.MAX_VALUE;
    while (!change.isDone() || !edges.stream().allMatch(edge -> isAt(edge, depth))) {
      least = Math.min(least, recognised());
    }
    assertThat(Await.get(change).dropped()).as("heads that were not ready").isEmpty();
    Await.until("all is repaired", () -> cloud.trainer().featureCounts(TASK).voided() == 0);
    return least;
  }

  /** Of what was not trained on. */
  private int recognised() {
    int right = 0;
    for (int number = 1; number <= DEVICES; number++) {
      EdgeRuntime edge = edges.get(number - 1);
      List<CharacterInContext> unseen = written(number).subList(CLASSES, 2 * CLASSES);
      right +=
          (int) unseen.stream().filter(c -> predict(edge, c).label().equals(labelOf(c))).count();
    }
    return right;
  }

  private static boolean isAt(EdgeRuntime edge, int depth) {
    return edge.status().freeze().filter(freeze -> freeze.depth() == depth).isPresent();
  }
}
