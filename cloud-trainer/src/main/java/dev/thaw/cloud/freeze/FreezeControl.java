package dev.thaw.cloud.freeze;

import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.HeadTraining;
import dev.thaw.cloud.training.ScopeFeatures;
import dev.thaw.cloud.training.Trainer;
import dev.thaw.cloud.training.TrainingQueue;
import dev.thaw.protocol.ErrorCode;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Moves a task's freeze point: prepares features and heads at the new depth on the training thread,
 * while everything else goes on at the old one, then switches in one atomic write. A crash before
 * that leaves the old epoch. Thread-safe.
 */
public final class FreezeControl {
  /**
   * What a change works with.
   *
   * @param rawUploadTasks tasks that may be frozen at depth 0
   */
  public record Parts(
      CloudDatabase database,
      ModelRegistry registry,
      FeatureLog log,
      ScopeFeatures features,
      HeadTraining training,
      Trainer trainer,
      Clock clock,
      Set<String> rawUploadTasks) {
    public Parts {
      rawUploadTasks = Set.copyOf(rawUploadTasks);
    }
  }

  private final Parts parts;
  private final TrainingQueue queue;
  private final FreezeListener listener;
  private final Set<String> changing = ConcurrentHashMap.newKeySet();

  /** A control that runs its changes on the thread of {@code queue}. */
  public FreezeControl(Parts parts, TrainingQueue queue, FreezeListener listener) {
    this.parts = parts;
    this.queue = queue;
    this.listener = listener;
  }

  /**
   * Moves the task's freeze point to {@code depth}; the present depth changes nothing.
   *
   * @return what was done; fails with {@code UNKNOWN_TASK}, {@code BAD_REQUEST} (no such cut),
   *     {@code FORBIDDEN} (depth 0 and raw upload is not allowed) or {@code CONFLICT} (a change is
   *     running)
   */
  public CompletableFuture<FreezeChange> setDepth(String task, int depth) {
    try {
      requireAllowed(parts.registry().backbone(task), depth);
    } catch (CloudException e) {
      return CompletableFuture.failedFuture(e);
    }
    if (!changing.add(task)) {
      return CompletableFuture.failedFuture(
          new CloudException(ErrorCode.CONFLICT, "a change of depth of " + task + " is running"));
    }
    return queue
        .runNext(
            "change of depth task=" + task + " depth=" + depth,
            () -> new DepthChange(parts, listener, task, depth).run())
        .whenComplete((change, failure) -> changing.remove(task));
  }

  private void requireAllowed(Backbone backbone, int depth) {
    int layers = backbone.model().layerCount();
    String task = backbone.task().name();
    if (depth < 0 || depth >= layers) {
      throw new CloudException(
          ErrorCode.BAD_REQUEST,
          "freeze depth " + depth + " of task " + task + " is outside 0 to " + (layers - 1));
    }
    if (depth == 0 && !parts.rawUploadTasks().contains(task)) {
      throw new CloudException(
          ErrorCode.FORBIDDEN,
          "freeze depth 0 would upload the inputs of task " + task + ": raw upload is not allowed");
    }
  }
}
