package dev.thaw.cloud.advice;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One comparison of a task's depths, in steps short enough for other work to go in between: the
 * groundwork first, then each depth, one training after the other. Used once; confined to the
 * training thread.
 */
final class Survey implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Survey.class);

  /**
   * What it found.
   *
   * @param rows by depth; an objection only where there is no accuracy
   */
  record Found(int presentDepth, List<DepthRow> rows, String deviceTime, String accuracyTest) {
    Found {
      rows = List.copyOf(rows);
    }
  }

  private final Advisor.Parts parts;
  private final String task;
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private final List<DepthRow> rows = new ArrayList<>();
  private @Nullable Groundwork ground;

  Survey(Advisor.Parts parts, String task) {
    this.parts = parts;
    this.task = task;
    steps.add(this::begin);
  }

  /**
   * Takes the next step.
   *
   * @return whether it was the last
   * @throws CloudException {@code CONFLICT} if the freeze point has moved since the first
   */
  boolean step() {
    if (ground != null && !parts.registry().backbone(task).freeze().equals(present(ground))) {
      throw new CloudException(
          ErrorCode.CONFLICT,
          "the freeze point of " + task + " has moved while its depths were compared: ask again");
    }
    steps.remove().run();
    return steps.isEmpty();
  }

  Found found() {
    Groundwork laid = java.util.Objects.requireNonNull(ground);
    return new Found(
        laid.backbones().present().depth(),
        rows.stream().sorted(Comparator.comparingInt(DepthRow::depth)).toList(),
        laid.speed().source(),
        laid.accuracyTest());
  }

  @Override
  public void close() {
    if (ground != null) {
      ground.close();
    }
  }

  private void begin() {
    Groundwork laid = Groundwork.lay(parts, task);
    ground = laid;
    laid.depths().forEach(depth -> steps.addFirst(() -> begin(laid, depth)));
    LOG.info(
        "advice task={} depths={} features={} of={} folds={} replayPerClass={}",
        task,
        laid.depths(),
        laid.effort().features(),
        laid.draw().stored(),
        laid.effort().folds(),
        laid.effort().replay().perClass());
  }

  private void begin(Groundwork laid, int depth) {
    long begunNanos = System.nanoTime();
    DepthTrial trial = new DepthTrial(laid, depth);
    steps.addFirst(() -> end(trial, begunNanos));
    for (int fold = 0; fold < trial.folds(); fold++) {
      int each = fold;
      steps.addFirst(() -> trial.train(each));
    }
  }

  private void end(DepthTrial trial, long begunNanos) {
    DepthRow row = trial.row();
    rows.add(row);
    LOG.info(
        "advice task={} depth={} samples={} accuracy={} joules={} ms={} objection={}",
        task,
        row.depth(),
        row.samples(),
        row.accuracy(),
        row.joules(),
        (System.nanoTime() - begunNanos) / 1_000_000,
        row.objection().orElse("-"));
  }

  private static Object present(Groundwork ground) {
    return ground.backbones().present();
  }
}
