package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.TaskSpec;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * The installed tasks' base models: which they are, what may take their place, and how it does.
 * Thread-safe for reading.
 */
public final class BaseModels {
  private static final int MAX_SHOWN = 80;

  private final ModelRegistry registry;
  private final TaskStore tasks;
  private final VersionLog versions;
  private final Clock clock;

  BaseModels(ModelRegistry registry, TaskStore tasks, VersionLog versions, Clock clock) {
    this.registry = registry;
    this.tasks = tasks;
    this.versions = versions;
    this.clock = clock;
  }

  /** What tells the task's present base model from others: the digest of all its layers. */
  public Digest digest(String task) {
    return Digest.ofPrefix(tasks.record(task).base());
  }

  /** Whether {@code base} has the layers of its task's present base model. */
  public boolean isPresent(BaseModel base) {
    List<Digest> digests = base.layers().stream().map(Digest::of).toList();
    return tasks.record(base.task().name()).base().equals(digests);
  }

  /**
   * Requires that {@code base} may take the place of its task's base model.
   *
   * @throws CloudException {@code CONFLICT} naming what differs
   */
  public void requireReplaceable(BaseModel base) {
    TaskSpec present = registry.backbone(base.task().name()).task();
    TaskSpec other = base.task();
    requireEqual("architecture", present.name(), present.architecture(), other.architecture());
    requireEqual("labels", present.name(), present.labels(), other.labels());
    requireEqual("input shapes", present.name(), present.inputShapes(), other.inputShapes());
  }

  /**
   * Prepares another base model for an installed task; its layers are durable on return.
   *
   * @throws CloudException {@code CONFLICT} if its architecture, labels or input shapes differ
   */
  public BaseReplacement replacement(BaseModel base) {
    requireReplaceable(base);
    LayeredModel model = base.model();
    try {
      return replacement(base, model);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * Puts a prepared base model in force as the global scope's next version, when {@code changes}
   * are committed. It was trained on no feature yet.
   */
  public Release replace(Changes changes, BaseReplacement next) {
    TaskSpec task = next.base().task();
    Verdict verdict = new Verdict.Published("a new base model");
    Candidate candidate =
        new Candidate(Scope.GLOBAL, next.backbone().freeze(), next.layers(), Map.of(), verdict);
    tasks.put(changes, next.base());
    tasks.put(changes, task.name(), next.record());
    return versions.addAnew(changes, task, candidate);
  }

  private BaseReplacement replacement(BaseModel base, LayeredModel model) {
    List<LayerEntry> layers = registry.storeAll(model);
    List<Digest> digests = layers.stream().map(LayerEntry::digest).toList();
    TaskRecord record = tasks.record(base.task().name()).rebased(digests, clock.instant());
    return new BaseReplacement(base, layers, record, new Backbone(record.freeze(), model));
  }

  void requireSame(BaseModel base) {
    String task = base.task().name();
    if (!registry.backbone(task).task().equals(base.task()) || !isPresent(base)) {
      throw new CloudException(
          ErrorCode.CONFLICT,
          "task "
              + task
              + " is installed with other labels or layers; publish-base replaces the layers");
    }
  }

  private static void requireEqual(String what, String task, Object present, Object other) {
    if (!present.equals(other)) {
      throw new CloudException(
          ErrorCode.CONFLICT,
          "%s of task %s: the base model has %s, installed is %s"
              .formatted(what, task, brief(other), brief(present)));
    }
  }

  private static String brief(Object value) {
    String text = value.toString();
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }
}
