package dev.thaw.cloud.training;

import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.Release;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.protocol.Scope;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a scope and publishes what the guard lets pass. The head, its manifest, the run and the
 * position in the feature log become durable in one write: a crash repeats a run or does not, but
 * never loses or doubles a feature. Confined to the training thread, but for the history of runs.
 */
public final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private final CloudDatabase database;
  private final ModelRegistry registry;
  private final FeatureLog log;
  private final HeadTraining training;
  private final RunLog runs;
  private final Clock clock;
  private final TrainingListener listener;

  /** A trainer that tells {@code listener} what it did. */
  public Trainer(
      CloudDatabase database,
      ModelRegistry registry,
      FeatureLog log,
      HeadTraining training,
      Clock clock,
      TrainingListener listener) {
    this.database = database;
    this.registry = registry;
    this.log = log;
    this.training = training;
    this.runs = new RunLog(database);
    this.clock = clock;
    this.listener = listener;
  }

  /** Trains the scope once at the present depth, and validates as the settings say. Blocks. */
  public TrainingRun train(String task, Scope scope) {
    Instant startedAt = clock.instant();
    Backbone backbone = registry.backbone(task);
    Attempt attempt = training.attemptValidated(backbone, scope, log.lastSequence());
    return publish(startedAt, backbone, scope, attempt);
  }

  /**
   * As {@link #train(String, Scope)} for several scopes, whose heads are trained in one go. Blocks.
   *
   * @param scopes of one kind
   * @return judges and publishes each by itself, in order; to be called once, on this thread
   */
  public List<Callable<TrainingRun>> trainTogether(String task, List<Scope> scopes) {
    Instant startedAt = clock.instant();
    Backbone backbone = registry.backbone(task);
    Iterator<Scope> each = scopes.iterator();
    return training.attemptTogether(backbone, scopes, log.lastSequence()).stream()
        .map(attempt -> publishing(startedAt, backbone, each.next(), attempt))
        .toList();
  }

  private Callable<TrainingRun> publishing(
      Instant startedAt, Backbone backbone, Scope scope, Supplier<Attempt> attempt) {
    return () -> publish(startedAt, backbone, scope, attempt.get());
  }

  private TrainingRun publish(Instant startedAt, Backbone backbone, Scope scope, Attempt attempt) {
    Changes changes = database.changes();
    Optional<Release> release = stage(changes, backbone, scope, attempt);
    TrainingRun run = record(changes, startedAt, backbone, scope, attempt, release);
    training.stage(changes, backbone.task().name(), scope);
    changes.commit();
    announce(run, release);
    return run;
  }

  /** Adds a run to the history when {@code changes} are committed. */
  public TrainingRun record(
      Changes changes,
      Instant startedAt,
      Backbone backbone,
      Scope scope,
      Attempt attempt,
      Optional<Release> release) {
    TrainingRun run = run(startedAt, backbone, scope, attempt, release);
    runs.add(changes, run);
    return run;
  }

  /** Tells the log and the listener about a run that is durable. */
  public void announce(TrainingRun run, Optional<Release> release) {
    report(run);
    release.ifPresent(listener::released);
    listener.finished(run);
  }

  /** The task's latest runs, newest first. */
  public List<TrainingRun> runs(String task) {
    return runs.runs(registry.backbone(task).task().name());
  }

  /** One of them, if it is kept still. */
  public Optional<TrainingRun> run(String task, long id) {
    return runs.run(registry.backbone(task).task().name(), id);
  }

  /** Erases the scope's runs when {@code changes} are committed. */
  public void eraseRuns(Changes changes, String task, Scope scope) {
    runs.erase(changes, task, scope);
  }

  private Optional<Release> stage(
      Changes changes, Backbone backbone, Scope scope, Attempt attempt) {
    if (attempt.verdict().published()) {
      registry.store(attempt.head());
    }
    Optional<Release> release =
        attempt.candidate().map(c -> registry.add(changes, backbone.task(), c, attempt.position()));
    if (release.isEmpty()) {
      registry.advance(changes, backbone.task().name(), scope, attempt.position());
    }
    return release;
  }

  private TrainingRun run(
      Instant startedAt,
      Backbone backbone,
      Scope scope,
      Attempt attempt,
      Optional<Release> release) {
    String task = backbone.task().name();
    return new TrainingRun(
        runs.nextId(task),
        task,
        scope,
        startedAt,
        backbone.depth(),
        attempt.samples(),
        attempt.replayed(),
        attempt.steps(),
        attempt.seconds(),
        attempt.metric("loss"),
        attempt.verdict(),
        release.map(r -> r.version().manifest().version()),
        release.map(r -> r.version().digest()),
        attempt.curve(),
        attempt.crowd());
  }

  /** Without the reason, which may name a device's labels. */
  private static void report(TrainingRun run) {
    LOG.info(
        "trained task={} run={} scope={} version={} depth={} samples={} replayed={} steps={} ms={}"
            + " published={}",
        run.task(),
        run.id(),
        run.scope(),
        run.version().map(String::valueOf).orElse("-"),
        run.depth(),
        run.samples(),
        run.replayed(),
        run.steps(),
        Math.round(run.seconds() * 1000),
        run.verdict().published());
  }
}
