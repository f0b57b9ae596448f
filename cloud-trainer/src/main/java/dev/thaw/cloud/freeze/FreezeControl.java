package dev.thaw.cloud.freeze;

import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.freeze.FreezeStatus.Outcome;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.HeadTraining;
import dev.thaw.cloud.training.ScopeFeatures;
import dev.thaw.cloud.training.Trainer;
import dev.thaw.cloud.training.TrainingQueue;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.FreezeState;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves tasks' freeze points and replaces their base models while everything runs. Thread-safe.
 *
 * <p>A change is a row in the database from its request to its end, and goes through stages:
 *
 * <pre>
 * depth       [Waiting] -> Preparing -> switch
 * base model  Publishing -> switch -> Dropping
 * </pre>
 *
 * The switch is one atomic write that holds the new state, all manifests and the row. Whatever
 * interrupts a change before it leaves the old epoch, and the change is taken up again at the next
 * start; after it, only what is left to be dropped is taken up.
 */
public final class FreezeControl implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FreezeControl.class);

  /**
   * What changes work with.
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
      TrainingQueue queue,
      FreezeListener listener,
      Clock clock,
      Set<String> rawUploadTasks) {
    public Parts {
      rawUploadTasks = Set.copyOf(rawUploadTasks);
    }
  }

  private final Parts parts;
  private final ModelRegistry registry;
  private final Stages stages;
  private final StageTimer timer;

  /** A control that does nothing yet. */
  public FreezeControl(Parts parts) {
    this.parts = parts;
    this.registry = parts.registry();
    this.stages = new Stages(parts);
    this.timer = new StageTimer(stages.all());
  }

  /** Takes up what the end of the last process interrupted, and starts to watch the clock. */
  public void start() {
    new Resumption(parts, stages, timer).run();
    timer.start();
  }

  /**
   * Moves the task's freeze point to {@code depth}. Asking for the present depth changes nothing;
   * asking again for what is under way joins it.
   *
   * @return completes when the switch is made; fails with {@code UNKNOWN_TASK}, {@code BAD_REQUEST}
   *     (no such cut), {@code FORBIDDEN} (depth 0 and raw upload is not allowed) or {@code
   *     CONFLICT} (another change is under way, or this one was cancelled)
   */
  public CompletableFuture<FreezeChange> setDepth(String task, int depth, SwitchRule when) {
    try {
      requireAllowed(task, depth);
      return change(task, depth, when).copy();
    } catch (CloudException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Puts {@code base} in force, and installs it if its task is new. The present base model again
   * changes nothing; asking again for what is under way joins it.
   *
   * @return completes when the old one's features are dropped; fails with {@code CONFLICT} (another
   *     architecture, labels or input shapes, or another change is under way)
   */
  public CompletableFuture<BaseChange> publish(BaseModel base) {
    try {
      return change(base).copy();
    } catch (CloudException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Adds the base model's task; the same again changes nothing.
   *
   * @return whether the task is new
   * @throws CloudException {@code CONFLICT} if it is there with another base model
   */
  public boolean install(BaseModel base) {
    if (!registry.install(base)) {
      return false;
    }
    String task = base.task().name();
    FreezeState freeze = registry.backbone(task).freeze();
    LOG.info("installed task={} version=1 depth={}", task, freeze.depth());
    parts.listener().changed(task, freeze, List.of(), List.of());
    return true;
  }

  /**
   * How the task's freeze point stands and moves.
   *
   * @throws CloudException {@code UNKNOWN_TASK}
   */
  public FreezeStatus status(String task) {
    synchronized (stages) {
      FreezeState freeze = registry.backbone(task).freeze();
      return new FreezeStatus(
          task,
          freeze,
          stages.of(task).map(stage -> stage.course().shown()),
          stages.row(task).last());
    }
  }

  /**
   * Calls off a change that waits for repairs.
   *
   * @return whether there was one
   * @throws CloudException {@code CONFLICT} if it is past that
   */
  public boolean cancel(String task) {
    registry.backbone(task);
    synchronized (stages) {
      Optional<Stage> stage = stages.of(task);
      stage.ifPresent(this::cancel);
      return stage.isPresent();
    }
  }

  /** The freeze state that devices are to upload for. */
  public FreezeState wanted(String task) {
    return wantedBackbone(task).freeze();
  }

  /**
   * The same with a model whose prefix at that depth, and at every lower cut, is the wanted one.
   */
  public Backbone wantedBackbone(String task) {
    Backbone present = registry.backbone(task);
    return stages.of(task).flatMap(Stage::coming).orElse(present);
  }

  /** Samples of the task were stored or reported lost. */
  public void samplesChanged(String task) {
    stages.of(task).ifPresent(Stage::samplesChanged);
  }

  /**
   * Requires that the task may be frozen at {@code depth}.
   *
   * @throws CloudException {@code UNKNOWN_TASK}, {@code BAD_REQUEST} or {@code FORBIDDEN}
   */
  public void requireAllowed(String task, int depth) {
    int layers = registry.backbone(task).model().layerCount();
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

  /** Ends after the queue has; what is under way is taken up again at the next start. */
  @Override
  public void close() {
    timer.close();
    stages.abandon();
  }

  private CompletableFuture<FreezeChange> change(String task, int depth, SwitchRule when) {
    stages.requireOpen();
    synchronized (stages) {
      FreezeState present = registry.backbone(task).freeze();
      SwitchRule rule = depth < present.depth() ? when : new SwitchRule.AtOnce();
      Optional<Stage> running = stages.of(task);
      if (running.isPresent()) {
        return joined(running.get(), depth, rule);
      }
      if (depth == present.depth()) {
        return CompletableFuture.completedFuture(FreezeChange.nothing(task, present));
      }
      ChangeRecord change =
          ChangeRecord.ofDepth(present.depth(), depth, rule, parts.clock().instant());
      Course<FreezeChange> course = new Course<>(task, change, false);
      stages.begin(DepthStages.of(parts, stages, timer, course));
      return course.done();
    }
  }

  private CompletableFuture<BaseChange> change(BaseModel base) {
    String task = base.task().name();
    stages.requireOpen();
    synchronized (stages) {
      if (!registry.isInstalled(task)) {
        install(base);
        return unchanged(task, true);
      }
      registry.bases().requireReplaceable(base);
      Optional<Stage> running = stages.of(task);
      if (running.isPresent()) {
        return joined(running.get(), base);
      }
      if (registry.bases().isPresent(base)) {
        return unchanged(task, false);
      }
      int depth = registry.backbone(task).depth();
      ChangeRecord change = ChangeRecord.ofBase(depth, parts.clock().instant());
      Course<BaseChange> course = new Course<>(task, change, false);
      stages.begin(new Publishing(parts, stages, course, base));
      return course.done();
    }
  }

  private CompletableFuture<BaseChange> unchanged(String task, boolean isNew) {
    FreezeState freeze = registry.backbone(task).freeze();
    return CompletableFuture.completedFuture(
        new BaseChange(task, isNew, freeze, freeze, 0, 0, 0, List.of(), 0));
  }

  private static CompletableFuture<FreezeChange> joined(Stage stage, int depth, SwitchRule rule) {
    Optional<Course<FreezeChange>> course =
        stage instanceof Waiting waiting
            ? Optional.of(waiting.course())
            : stage instanceof Preparing preparing
                ? Optional.of(preparing.course())
                : Optional.empty();
    return course
        .filter(c -> c.change().to() == depth && c.change().when().equals(rule))
        .orElseThrow(() -> conflict(stage))
        .done();
  }

  private CompletableFuture<BaseChange> joined(Stage stage, BaseModel base) {
    if (stage instanceof Publishing publishing && publishing.publishes(base)) {
      return publishing.course().done();
    }
    if (stage instanceof Dropping dropping && registry.bases().isPresent(base)) {
      return dropping.course().done();
    }
    throw conflict(stage);
  }

  private static CloudException conflict(Stage stage) {
    ChangeRecord change = stage.course().change();
    String what =
        change.wholeUpdate()
            ? "a new base model"
            : "a change of depth from " + change.from() + " to " + change.to();
    return new CloudException(
        ErrorCode.CONFLICT, what + " of task " + stage.course().task() + " is under way");
  }

  private void cancel(Stage stage) {
    stage.requireCancellable();
    stages.end(stage, Outcome.CANCELLED, "cancelled by the operator");
    stage
        .course()
        .fail(new CloudException(ErrorCode.CONFLICT, "the change of depth was cancelled"));
  }
}
