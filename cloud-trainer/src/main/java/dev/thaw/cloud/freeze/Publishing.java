package dev.thaw.cloud.freeze;

import dev.thaw.cloud.freeze.FreezeControl.Parts;
import dev.thaw.cloud.freeze.FreezeStatus.Phase;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.BaseReplacement;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.Release;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new base model waits for its turn on the training thread and is put in force with one atomic
 * write. A crash before that leaves the old one.
 */
final class Publishing implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);

  private final Parts parts;
  private final ModelRegistry registry;
  private final Stages stages;
  private final Course<BaseChange> course;
  private final BaseModel base;
  private final long begunNanos = System.nanoTime();

  Publishing(Parts parts, Stages stages, Course<BaseChange> course, BaseModel base) {
    this.parts = parts;
    this.registry = parts.registry();
    this.stages = stages;
    this.course = course;
    this.base = base;
  }

  @Override
  public Course<BaseChange> course() {
    return course;
  }

  @Override
  public Phase phase() {
    return Phase.PREPARING;
  }

  @Override
  public void begin() {
    var unused =
        parts
            .queue()
            .runNext("new base model task=" + course.task(), this::attempt)
            .whenComplete(
                (freeze, failure) -> {
                  if (failure != null) {
                    course.fail(failure);
                  }
                });
  }

  /** Whether {@code other} has the same layers. */
  boolean publishes(BaseModel other) {
    return digests(base).equals(digests(other));
  }

  private FreezeState attempt() {
    try {
      stages.attempting(this);
      return putInForce();
    } catch (RuntimeException | Error e) {
      stages.failed(this, e);
      throw e;
    }
  }

  private FreezeState putInForce() {
    BaseReplacement next = registry.bases().replacement(base);
    try {
      return putInForce(registry.backbone(course.task()), next);
    } catch (RuntimeException e) {
      if (registry.backbone(course.task()).model() != next.backbone().model()) {
        next.backbone().model().close();
      }
      throw e;
    }
  }

  private FreezeState putInForce(Backbone before, BaseReplacement next) {
    FreezeState state = next.backbone().freeze();
    List<Scope> fallen = fallen(before.freeze(), state);
    Changes changes = parts.database().changes();
    Release release = registry.bases().replace(changes, next);
    fallen.forEach(scope -> registry.drop(changes, course.task(), scope));
    Dropping dropping = new Dropping(parts, stages, course, before.freeze(), fallen, begunNanos);
    stages.stage(changes, dropping);
    parts
        .log()
        .betweenCommits(
            () -> {
              changes.commit();
              registry.swap(next.backbone());
              return release;
            });
    stages.entered(dropping);
    report(state, fallen);
    parts.listener().changed(course.task(), state, List.of(release), fallen);
    return state;
  }

  /** Heads belong to a prefix: if that stays, they stay; if not, they wait to be made anew. */
  private List<Scope> fallen(FreezeState before, FreezeState after) {
    return before.prefix().equals(after.prefix())
        ? List.of()
        : registry.scopes(course.task()).stream().filter(s -> !s.equals(Scope.GLOBAL)).toList();
  }

  private void report(FreezeState state, List<Scope> fallen) {
    LOG.info(
        "new base model in force task={} depth={} epoch={} prefixSince={} droppedScopes={}",
        course.task(),
        state.depth(),
        state.epoch(),
        state.prefixSince(),
        fallen.size());
  }

  private static List<Digest> digests(BaseModel model) {
    return model.layers().stream().map(Digest::of).toList();
  }
}
