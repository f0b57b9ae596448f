package dev.thaw.cloud.freeze;

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
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every scope of a task gets at the new depth, made one after the other before the switch.
 * Heads that were trained are stored at once; only what names them stays in memory. Used once;
 * confined to the training thread.
 */
final class NextHeads {
  /** A run and the version that it led to, to be told about once they are durable. */
  private record Told(Optional<TrainingRun> run, Optional<Release> release) {}

  private final Parts parts;
  private final ModelRegistry registry;
  private final Stages stages;
  private final Course<?> course;
  private final Backbone before;
  private final Backbone target;
  private final String task;
  private final List<NextHead> heads = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();

  NextHeads(Parts parts, Stages stages, Course<?> course, Backbone before, Backbone target) {
    this.parts = parts;
    this.registry = parts.registry();
    this.stages = stages;
    this.course = course;
    this.before = before;
    this.target = target;
    this.task = course.task();
  }

  /**
   * Trains or carries over each scope's head, and tries those that have none any more.
   *
   * @param position features up to this sequence number are taken into account
   */
  void prepare(long position) {
    List<Scope> scopes = registry.scopes(task);
    course.progress().heads(0, scopes.size());
    for (Scope scope : scopes) {
      stages.requireOpen();
      heads.add(prepare(scope, position));
      course.progress().heads(heads.size(), scopes.size());
    }
    registry.scopesWithout(task).forEach(scope -> returned(scope, position).ifPresent(heads::add));
  }

  /** Adds all versions and runs to {@code changes}. */
  void stage(Changes changes) {
    heads.forEach(head -> told.add(stage(changes, head)));
  }

  /** Tells about the runs once they are durable. */
  void announce() {
    for (Told each : told) {
      each.run().ifPresent(run -> parts.trainer().announce(run, each.release()));
    }
  }

  /** Versions that no run led to. */
  List<Release> carriedReleases() {
    return told.stream()
        .filter(each -> each.run().isEmpty())
        .flatMap(each -> each.release().stream())
        .toList();
  }

  List<Scope> retrained() {
    return scopes(NextHead.Retrained.class);
  }

  List<Scope> carried() {
    return scopes(NextHead.Carried.class);
  }

  List<Scope> dropped() {
    return scopes(NextHead.Dropped.class);
  }

  private NextHead prepare(Scope scope, long position) {
    if (!isMadeAnew(scope)) {
      return carried(scope);
    }
    Instant startedAt = parts.clock().instant();
    Attempt attempt = parts.training().attempt(target, scope, position);
    if (attempt.verdict().published()) {
      registry.store(attempt.head());
      return new NextHead.Retrained(scope, startedAt, attempt.withoutHead());
    }
    return fits(scope)
        ? carried(scope)
        : new NextHead.Dropped(scope, startedAt, attempt.withoutHead());
  }

  /** Whether the scope has all that becomes frozen in common with the global one, and can run. */
  private boolean fits(Scope scope) {
    return backbone(scope).equals(backbone(Scope.GLOBAL)) && runs(scope);
  }

  /** Whether the scope's head needs no activation from before the new freeze point. */
  private boolean runs(Scope scope) {
    Manifest manifest = registry.current(task, scope).orElseThrow().manifest();
    List<byte[]> head = registry.layers(manifest.layers(), target.depth());
    try (LayeredModel model = target.model().withLayers(target.depth(), head)) {
      return model.runsFrom(target.depth());
    }
  }

  private List<LayerEntry> backbone(Scope scope) {
    Manifest manifest = registry.current(task, scope).orElseThrow().manifest();
    return manifest.layers().subList(0, target.depth());
  }

  /** A head for a scope that fell back to a wider one, if its features can be used now. */
  private Optional<NextHead> returned(Scope scope, long position) {
    stages.requireOpen();
    long has = features(scope, target);
    if (has == 0 || has < features(scope, before)) {
      return Optional.empty();
    }
    Instant startedAt = parts.clock().instant();
    Attempt attempt = parts.training().attempt(target, scope, position);
    if (!attempt.verdict().published()) {
      return Optional.empty();
    }
    registry.store(attempt.head());
    return Optional.of(new NextHead.Retrained(scope, startedAt, attempt.withoutHead()));
  }

  private long features(Scope scope, Backbone backbone) {
    return parts.features().count(task, scope, Generation.of(backbone));
  }

  private boolean isMadeAnew(Scope scope) {
    long had = features(scope, before);
    long has = features(scope, target);
    return RetrainRule.isMadeAnew(scope, before.depth(), target.depth(), had, has);
  }

  private NextHead carried(Scope scope) {
    Manifest manifest = registry.current(task, scope).orElseThrow().manifest();
    return new NextHead.Carried(
        new Candidate(
            scope,
            target.freeze(),
            manifest.layers(),
            manifest.metrics(),
            new Verdict.Published("carried over to freeze depth " + target.depth())));
  }

  private Told stage(Changes changes, NextHead head) {
    if (head instanceof NextHead.Carried carried) {
      Release release = registry.add(changes, target.task(), carried.candidate(), 0);
      return new Told(Optional.empty(), Optional.of(release));
    }
    return head instanceof NextHead.Retrained made
        ? stageRetrained(changes, made)
        : stageDropped(changes, (NextHead.Dropped) head);
  }

  private Told stageRetrained(Changes changes, NextHead.Retrained made) {
    Attempt attempt = made.attempt();
    Optional<Release> release =
        attempt.candidate().map(c -> registry.add(changes, target.task(), c, attempt.position()));
    return recorded(changes, made.scope(), made.startedAt(), attempt, release);
  }

  private Told stageDropped(Changes changes, NextHead.Dropped dropped) {
    Attempt attempt = dropped.attempt();
    Optional<Release> release =
        attempt
            .candidate()
            .map(c -> registry.addAndDrop(changes, target.task(), c, attempt.position()));
    if (release.isEmpty()) {
      registry.drop(changes, task, dropped.scope());
    }
    return recorded(changes, dropped.scope(), dropped.startedAt(), attempt, release);
  }

  private Told recorded(
      Changes changes, Scope scope, Instant startedAt, Attempt attempt, Optional<Release> release) {
    TrainingRun run = parts.trainer().record(changes, startedAt, target, scope, attempt, release);
    return new Told(Optional.of(run), release);
  }

  private List<Scope> scopes(Class<? extends NextHead> kind) {
    return heads.stream().filter(kind::isInstance).map(NextHead::scope).toList();
  }
}
