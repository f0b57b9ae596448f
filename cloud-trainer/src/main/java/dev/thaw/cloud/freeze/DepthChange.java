package dev.thaw.cloud.freeze;

import dev.thaw.cloud.features.Advanced;
import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.freeze.FreezeControl.Parts;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.Candidate;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.Release;
import dev.thaw.cloud.registry.Verdict;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.training.Attempt;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One change of one task's freeze depth. Used once; confined to the training thread.
 *
 * <p>Deeper: layers between the depths are fixed at the global scope's values for everybody, so
 * every other scope's head is trained anew on features that were run on. Shallower: every scope can
 * keep the function it has; a head is trained anew only if none of its features are lost to the
 * change.
 */
final class DepthChange {
  private static final Logger LOG = LoggerFactory.getLogger(DepthChange.class);
  private static final double NANOS = 1e9;

  /** A run and the version that it led to, to be told about once they are durable. */
  private record Outcome(Optional<TrainingRun> run, Optional<Release> release) {}

  private final Parts parts;
  private final ModelRegistry registry;
  private final FreezeListener listener;
  private final String task;
  private final int depth;
  private final long begunNanos = System.nanoTime();

  DepthChange(Parts parts, FreezeListener listener, String task, int depth) {
    this.parts = parts;
    this.registry = parts.registry();
    this.listener = listener;
    this.task = task;
    this.depth = depth;
  }

  FreezeChange run() {
    Backbone before = registry.backbone(task);
    if (before.depth() == depth) {
      return change(before.freeze(), before.freeze(), new Advanced(0, 0), List.of());
    }
    List<LayerEntry> layers = registry.global(task).manifest().layers();
    FreezeState state = registry.stateAt(task, depth, layers);
    LayeredModel model = LayeredModel.of(before.task(), registry.layers(layers, 0));
    try {
      return moveTo(before, new Backbone(state, model), layers);
    } catch (RuntimeException e) {
      if (registry.backbone(task).model() != model) {
        model.close();
      }
      throw e;
    }
  }

  private FreezeChange moveTo(Backbone before, Backbone target, List<LayerEntry> layers) {
    long position = parts.log().lastSequence();
    Advanced early = parts.log().advance(task, target, 0);
    List<NextHead> heads =
        registry.scopes(task).stream().map(s -> prepare(before, target, s, position)).toList();
    List<Outcome> outcomes = new ArrayList<>();
    Advanced late =
        parts
            .log()
            .betweenCommits(
                () -> {
                  Advanced last = parts.log().advance(task, target, position);
                  outcomes.addAll(commit(target, layers, heads));
                  registry.swap(target);
                  return last;
                });
    tell(target, heads, outcomes);
    Advanced all = new Advanced(early.kept() + late.kept(), early.advanced() + late.advanced());
    return change(before.freeze(), target.freeze(), all, heads);
  }

  private NextHead prepare(Backbone before, Backbone target, Scope scope, long position) {
    if (scope.equals(Scope.GLOBAL) || !canRetrain(before, target, scope)) {
      return carried(scope, target);
    }
    Instant startedAt = parts.clock().instant();
    Attempt attempt = parts.training().attempt(target, scope, position);
    if (attempt.verdict().published()) {
      registry.store(attempt.head());
      return new NextHead.Retrained(scope, startedAt, attempt);
    }
    return depth > before.depth()
        ? new NextHead.Dropped(scope, startedAt, attempt)
        : carried(scope, target);
  }

  private boolean canRetrain(Backbone before, Backbone target, Scope scope) {
    long had = parts.features().count(task, scope, Generation.of(before));
    long has = parts.features().count(task, scope, Generation.of(target));
    return depth > before.depth() || (has > 0 && has >= had);
  }

  private NextHead carried(Scope scope, Backbone target) {
    Manifest manifest = registry.current(task, scope).orElseThrow().manifest();
    return new NextHead.Carried(
        new Candidate(
            scope,
            target.freeze(),
            manifest.layers(),
            manifest.metrics(),
            new Verdict.Published("carried over to freeze depth " + depth)));
  }

  private List<Outcome> commit(Backbone target, List<LayerEntry> layers, List<NextHead> heads) {
    Changes changes = parts.database().changes();
    registry.moveTo(changes, task, target.freeze(), layers);
    List<Outcome> outcomes = heads.stream().map(head -> stage(changes, target, head)).toList();
    changes.commit();
    return outcomes;
  }

  private Outcome stage(Changes changes, Backbone target, NextHead head) {
    if (head instanceof NextHead.Carried carried) {
      Release release = registry.add(changes, target.task(), carried.candidate(), 0);
      return new Outcome(Optional.empty(), Optional.of(release));
    }
    return head instanceof NextHead.Retrained made
        ? stageRetrained(changes, target, made)
        : stageDropped(changes, target, (NextHead.Dropped) head);
  }

  private Outcome stageRetrained(Changes changes, Backbone target, NextHead.Retrained made) {
    Attempt attempt = made.attempt();
    Optional<Release> release =
        attempt.candidate().map(c -> registry.add(changes, target.task(), c, attempt.position()));
    return recorded(changes, target, made.scope(), made.startedAt(), attempt, release);
  }

  private Outcome stageDropped(Changes changes, Backbone target, NextHead.Dropped dropped) {
    Attempt attempt = dropped.attempt();
    Optional<Release> release =
        attempt
            .candidate()
            .map(c -> registry.addAndDrop(changes, target.task(), c, attempt.position()));
    if (release.isEmpty()) {
      registry.drop(changes, task, dropped.scope());
    }
    return recorded(changes, target, dropped.scope(), dropped.startedAt(), attempt, release);
  }

  private Outcome recorded(
      Changes changes,
      Backbone target,
      Scope scope,
      Instant startedAt,
      Attempt attempt,
      Optional<Release> release) {
    TrainingRun run = parts.trainer().record(changes, startedAt, target, scope, attempt, release);
    return new Outcome(Optional.of(run), release);
  }

  private void tell(Backbone target, List<NextHead> heads, List<Outcome> outcomes) {
    List<Release> carried = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      outcome
          .run()
          .ifPresentOrElse(
              run -> parts.trainer().announce(run, outcome.release()),
              () -> outcome.release().ifPresent(carried::add));
    }
    listener.changed(task, target.freeze(), carried, scopes(heads, NextHead.Dropped.class));
  }

  private FreezeChange change(
      FreezeState before, FreezeState after, Advanced features, List<NextHead> heads) {
    FreezeChange change =
        new FreezeChange(
            task,
            before,
            after,
            features.kept(),
            features.advanced(),
            parts.log().counts(task).voided(),
            scopes(heads, NextHead.Retrained.class),
            scopes(heads, NextHead.Carried.class),
            scopes(heads, NextHead.Dropped.class),
            (System.nanoTime() - begunNanos) / NANOS);
    LOG.info(
        "freeze task={} depth={}->{} epoch={} kept={} advanced={} void={} retrained={} dropped={}",
        task,
        before.depth(),
        after.depth(),
        after.epoch(),
        change.kept(),
        change.advanced(),
        change.voided(),
        change.retrained().size(),
        change.dropped().size());
    return change;
  }

  private static List<Scope> scopes(List<NextHead> heads, Class<? extends NextHead> kind) {
    return heads.stream().filter(kind::isInstance).map(NextHead::scope).toList();
  }
}
