package dev.thaw.cloud;

import dev.thaw.cloud.access.Access;
import dev.thaw.cloud.access.EnrolledDevice;
import dev.thaw.cloud.advice.Advice;
import dev.thaw.cloud.advice.AdviceLimits;
import dev.thaw.cloud.advice.Advisor;
import dev.thaw.cloud.audit.AuditLog;
import dev.thaw.cloud.canary.FallenHeads;
import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.devices.DeviceRecord;
import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.erasure.ErasurePlan;
import dev.thaw.cloud.erasure.Erasures;
import dev.thaw.cloud.erasure.SignedReceipt;
import dev.thaw.cloud.erasure.Subject;
import dev.thaw.cloud.features.FeatureCounts;
import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.LogLimits;
import dev.thaw.cloud.features.LogStats;
import dev.thaw.cloud.features.RepairCounts;
import dev.thaw.cloud.features.Repairs;
import dev.thaw.cloud.features.StoredListener;
import dev.thaw.cloud.freeze.BaseChange;
import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.freeze.FreezeControl;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.freeze.SwitchRule;
import dev.thaw.cloud.plan.FreezePlan;
import dev.thaw.cloud.plan.Planner;
import dev.thaw.cloud.policy.Autopilot;
import dev.thaw.cloud.policy.Decision;
import dev.thaw.cloud.policy.FreezePolicy;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.BaseFile;
import dev.thaw.cloud.registry.KeyHandover;
import dev.thaw.cloud.registry.KeyRing;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.registry.RegistryRows;
import dev.thaw.cloud.registry.SigningKey;
import dev.thaw.cloud.statistics.StatisticsStore;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.FreeSpace;
import dev.thaw.cloud.training.HeadTraining;
import dev.thaw.cloud.training.ScopeFeatures;
import dev.thaw.cloud.training.ScopeTurns;
import dev.thaw.cloud.training.Stacks;
import dev.thaw.cloud.training.Trainer;
import dev.thaw.cloud.training.TrainingQueue;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingTrigger;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.Message.Lost;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.TaskSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cloud without its network: takes features in, trains heads, publishes signed manifests, moves
 * the freeze point. Everything it acknowledges survives a crash. Thread-safe.
 *
 * <p>Futures fail with {@link CloudException}, and so do the methods that return at once; the code
 * says why.
 */
public final class CloudTrainer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CloudTrainer.class);
  private static final String DATABASE = "db";
  private static final String KEY_FILE = "signing.key";
  private static final String TOKEN_FILE = "admin.token";

  private final CloudDatabase database;
  private final ModelRegistry registry;
  private final Access access;
  private final AuditLog audit;
  private final DeviceDirectory devices;
  private final FeatureLog log;
  private final TrainingQueue queue;
  private final TrainingTrigger trigger;
  private final Trainer trainer;
  private final ScopeTurns turns;
  private final FreezeControl freezeControl;
  private final Untrained untrained;
  private final Rollback rollback;
  private final FallenHeads fallenHeads;
  private final Erasures erasures;
  private final Planner planner;
  private final Advisor advisor;
  private final Autopilot autopilot;
  private final Listeners listeners = new Listeners();
  private final int window;
  private final Optional<PublicKey> baseKey;
  private final FreeSpace space;

  private CloudTrainer(
      CloudConfig config, Clock clock, CloudDatabase database, ModelRegistry registry) {
    this.database = database;
    this.registry = registry;
    this.window = config.limits().window();
    this.baseKey = config.baseKey();
    this.space = new FreeSpace(config.dataDir(), config.minFreeBytes());
    this.access =
        Access.open(database, clock, new SecureRandom(), config.dataDir().resolve(TOKEN_FILE));
    listeners.add(new Pruning(registry.retain(config.limits().keptVersions())));
    this.audit = AuditLog.open(database, clock);
    this.devices = DeviceDirectory.open(database, clock);
    this.queue = new TrainingQueue(this::turns);
    this.trigger =
        new TrainingTrigger(
            config.policy(), devices, System::nanoTime, registry::position, queue::request);
    LogLimits limits = config.limits().ofLog();
    StoredListener arrivals = new Arrivals(trigger, listeners, this::lastFeature);
    this.log =
        FeatureLog.open(
            database, registry::backbone, limits, task -> registry.base(task).samples(), arrivals);
    ScopeFeatures features = new ScopeFeatures(log, devices);
    HeadTraining training =
        new HeadTraining(
            registry,
            features,
            config.training(),
            queue::requireOpen,
            new StatisticsStore(database));
    this.trainer = new Trainer(database, registry, log, training, clock, listeners);
    long mostFeatures = config.training().maxExamples();
    Stacks stacks = new Stacks(registry, features, training, mostFeatures);
    this.turns = new ScopeTurns(stacks, trainer, trigger);
    FreezeControl.Parts parts =
        new FreezeControl.Parts(
            database,
            registry,
            log,
            features,
            training,
            trainer,
            queue,
            listeners,
            clock,
            config.limits().rawUploadTasks());
    this.freezeControl = new FreezeControl(parts);
    this.rollback = new Rollback(database, registry, devices, freezeControl, listeners);
    this.fallenHeads =
        new FallenHeads(database, registry, devices, queue, this::isChanging, listeners);
    this.erasures =
        new Erasures(
            new Erasures.Parts(
                database,
                registry,
                log,
                devices,
                training,
                trainer,
                queue,
                trigger,
                listeners,
                this::requireIdle,
                new SecureRandom(),
                clock));
    erasures.start();
    this.planner = new Planner(registry, log, features, devices);
    this.advisor =
        new Advisor(
            new Advisor.Parts(
                registry,
                log,
                devices,
                queue,
                config.training(),
                config.limits().rawUploadTasks(),
                config.advice()));
    Autopilot.Controls controls =
        new Autopilot.Controls(
            this::tasks, advisor::advise, this::freezeStatus, freezeControl::setDepth);
    this.autopilot = new Autopilot(database, controls, clock);
    freezeControl.start();
    autopilot.start();
    this.untrained = new Untrained(registry, log, features);
    untrained.report(trigger);
    trigger.start();
  }

  /**
   * Opens the data directory, creating it and a signing key if there is none.
   *
   * @throws CloudException {@code STORAGE} if the directory is in use by another process, damaged,
   *     or cannot be written
   */
  public static CloudTrainer open(CloudConfig config, Clock clock) {
    CloudDatabase database = CloudDatabase.open(config.dataDir().resolve(DATABASE));
    try {
      SigningKey key = key(config.dataDir().resolve(KEY_FILE), database);
      ModelRegistry registry = ModelRegistry.open(database, key, clock);
      try {
        CloudTrainer cloud = new CloudTrainer(config, clock, database, registry);
        LOG.info(
            "opened {} tasks={} lastFeature={} devices={} {} {} {}",
            config.dataDir(),
            cloud.tasks().stream().map(TaskSpec::name).toList(),
            cloud.log.lastSequence(),
            cloud.devices.size(),
            config.policy(),
            config.training(),
            config.limits());
        return cloud;
      } catch (RuntimeException e) {
        registry.close();
        throw e;
      }
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** Devices trust the key that they know: none is made in the place of one that was lost. */
  private static SigningKey key(Path file, CloudDatabase database) {
    if (Files.notExists(file) && RegistryRows.hasTasks(database)) {
      throw new CloudException(
          ErrorCode.STORAGE,
          "signing key " + file + " is missing: restore it from a backup; devices trust no other");
    }
    return SigningKey.openOrCreate(file, new SecureRandom());
  }

  /**
   * Adds the base model's task with it as the global scope's first version, the last two layers
   * thawed. The same task with the same layers changes nothing.
   *
   * @throws CloudException {@code CONFLICT} if the task exists with other labels or layers; {@link
   *     #publishBase} replaces the layers
   */
  public void install(BaseModel base) {
    freezeControl.install(base);
  }

  /** The installed tasks, by name. */
  public List<TaskSpec> tasks() {
    return registry.tasks();
  }

  /**
   * Where the task's freeze point stands.
   *
   * @throws CloudException {@code UNKNOWN_TASK}
   */
  public FreezeState freeze(String task) {
    return registry.backbone(task).freeze();
  }

  /**
   * Takes a batch in; never blocks. Completes only when everything {@code STORED} is durable.
   *
   * <p>A feature at any cut up to the freeze point is taken whose prefix digest is the present one
   * at that cut; if it is a lower cut, the cloud runs it on. A sample that is known already is a
   * duplicate, unless it was annotated later with another label: that replaces the earlier one.
   *
   * @return fails with {@code UNKNOWN_TASK}, {@code FORBIDDEN} (raw input), {@code BUSY} or {@code
   *     STORAGE}; then nothing of the batch was stored
   */
  public CompletableFuture<BatchAck> ingest(FeatureBatch batch) {
    return space
        .ifEnough(() -> log.ingest(batch))
        .thenApply(outcomes -> acknowledgement(batch, outcomes));
  }

  /**
   * What the device should run: its own manifest, else its cohort's, else the global one.
   *
   * @param cohort empty means the cohort that the device reported last
   * @throws CloudException {@code UNKNOWN_TASK}
   */
  public SignedManifest manifestFor(String task, String deviceId, Optional<String> cohort) {
    Optional<String> member = cohort.or(() -> devices.cohort(task, deviceId));
    return registry.manifestFor(task, deviceId, member);
  }

  /** The canonical bytes of a published layer. */
  public Optional<byte[]> layer(Digest digest) {
    return registry.layer(digest);
  }

  /** The Ed25519 key that verifies every manifest. */
  public PublicKey publicKey() {
    return registry.publicKey();
  }

  /** Who may come in. The gateway asks; nothing here does. */
  public Access access() {
    return access;
  }

  /** What operators changed. */
  public AuditLog audit() {
    return audit;
  }

  /** Makes a device that has enrolled a member of the cohort that its invitation said. */
  public void enrolled(EnrolledDevice device) {
    devices.cohortIs(device.id(), device.cohort());
  }

  /** The key that signs now, and those before it. */
  public KeyRing keys() {
    return registry.keys();
  }

  /**
   * Puts a new signing key in the place of the present one, and signs all present manifests anew;
   * takes its turn on the training thread, before the scopes that wait.
   *
   * @return fails with {@code CONFLICT} if no task is installed
   */
  public CompletableFuture<KeyHandover> rotateKey() {
    return queue.runNext("rotating the signing key", () -> registry.rotateKey(new SecureRandom()));
  }

  /** Adds a listener; listeners stay until {@link #close()}. */
  public void addListener(CloudListener listener) {
    listeners.add(listener);
  }

  /**
   * Remembers what a device said about itself. If it says that its own head fell, that head loses
   * its place, on the training thread.
   */
  public void deviceSeen(DeviceReport report) {
    Optional<DeviceRecord> before = devices.find(report.task(), report.deviceId());
    devices.seen(report);
    listeners.reported(report);
    fallenHeads.reported(report, before);
  }

  /** Every device ever seen, one record per device and task, by task and id. */
  public List<DeviceRecord> devices() {
    return devices.all();
  }

  /**
   * How many features the task holds.
   *
   * @throws CloudException {@code UNKNOWN_TASK}
   */
  public FeatureCounts featureCounts(String task) {
    return log.counts(task);
  }

  /**
   * The version history, newest first within each scope: of one scope, or of all.
   *
   * @throws CloudException {@code UNKNOWN_TASK}
   */
  public List<ModelVersion> models(String task, Optional<Scope> scope) {
    return registry.history(task, scope);
  }

  /**
   * Moves the freeze point: prepares at the new depth, then switches at once.
   *
   * @return what was done; fails with {@code BAD_REQUEST} (no such cut), {@code FORBIDDEN} (depth 0
   *     without raw upload allowed) or {@code CONFLICT} (another change runs)
   */
  public CompletableFuture<FreezeChange> setDepth(String task, int depth) {
    return setDepth(task, depth, new SwitchRule.AtOnce());
  }

  /**
   * As {@link #setDepth(String, int)}, taking effect as {@code when} says. Durable: a change that
   * is interrupted by the end of the process is taken up again at the next start. The same change
   * asked for again while it is under way is that one change.
   *
   * @return completes when the new epoch is in force; fails besides with {@code CONFLICT} if the
   *     change is cancelled
   */
  public CompletableFuture<FreezeChange> setDepth(String task, int depth, SwitchRule when) {
    return freezeControl.setDepth(task, depth, when);
  }

  /** How the task's freeze point stands and moves. */
  public FreezeStatus freezeStatus(String task) {
    return freezeControl.status(task);
  }

  /**
   * Calls off a change that waits for repairs.
   *
   * @return whether there was one
   * @throws CloudException {@code CONFLICT} if a change is past that
   */
  public boolean cancelChange(String task) {
    return freezeControl.cancel(task);
  }

  /**
   * The freeze state that devices are to upload for: the present one, or the coming one while a
   * change waits for repairs.
   */
  public FreezeState wantedFreeze(String task) {
    return freezeControl.wanted(task);
  }

  /** The samples that the device is to send again for {@link #wantedFreeze}. Reads the disk. */
  public Repairs repairs(String task, String deviceId) {
    Backbone wanted = freezeControl.wantedBackbone(task);
    return new Repairs(wanted.freeze(), log.toRepair(task, deviceId, wanted));
  }

  /** How far each device's samples are at hand for {@link #wantedFreeze}, by device. */
  public Map<String, RepairCounts> repairCounts(String task) {
    return log.repairCountsByDevice(task, freezeControl.wantedBackbone(task));
  }

  /** Notes what a device cannot repair; durable when it completes. */
  public CompletableFuture<Void> lost(Lost lost) {
    return log.lost(lost).thenRun(() -> freezeControl.samplesChanged(lost.task()));
  }

  /**
   * Replaces the task's base model by the one in {@code file}, or installs it if the task is new: a
   * whole update.
   *
   * <p>Blocks while it reads the file.
   *
   * @param file what {@link BaseModel#toBytes} wrote
   * @param signature Ed25519, of the file's bytes
   * @return fails with {@code BAD_REQUEST} (not a base model), {@code FORBIDDEN} (no valid
   *     signature where one is required), {@code CONFLICT} (other architecture, labels or input
   *     shapes, or a change is under way); then nothing has changed
   */
  public CompletableFuture<BaseChange> publishBase(byte[] file, Optional<byte[]> signature) {
    try {
      BaseModel base = BaseFile.read(file, signature, baseKey);
      return freezeControl.publish(base).thenApply(this::published);
    } catch (CloudException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** What moving the freeze point to {@code depth} would do; changes nothing. Reads the disk. */
  public FreezePlan planDepth(String task, int depth) {
    freezeControl.requireAllowed(task, depth);
    return planner.plan(task, depth);
  }

  /** Measures what each depth would cost and give; takes its turn on the training thread. */
  public CompletableFuture<Advice> advise(String task, AdviceLimits limits) {
    return advisor.advise(task, limits);
  }

  /** Who moves the task's freeze point. */
  public FreezePolicy policy(String task) {
    return autopilot.policy(registry.backbone(task).task().name());
  }

  /** Changes who moves the task's freeze point; durable on return. */
  public void setPolicy(String task, FreezePolicy policy) {
    autopilot.setPolicy(registry.backbone(task).task().name(), policy);
    listeners.policyChanged(task, policy);
  }

  /** What the task's policy decided at its last look, also if that was before a restart. */
  public Optional<Decision> lastDecision(String task) {
    return autopilot.lastDecision(registry.backbone(task).task().name());
  }

  /**
   * Drops the task's void features, which are otherwise kept in case a later change of depth makes
   * them usable again. Waits for its turn on the training thread.
   *
   * @return how many stored versions it dropped; fails with {@code UNKNOWN_TASK}
   */
  public CompletableFuture<Long> dropVoidFeatures(String task) {
    return queue.runNext("dropping void features task=" + task, () -> log.dropVoid(task));
  }

  /**
   * Takes a scope back to an earlier published version, whose layers become its next version; takes
   * its turn on the training thread, before the scopes that wait. What the scope was trained up to
   * stays: new features train a new head from all of its features, which then replaces this. Reads
   * the disk before it returns.
   *
   * @param version 0 takes the scope's own model away, so that its devices run a wider scope's
   * @return the version that the scope's devices run now; fails with {@code UNKNOWN_TASK}, {@code
   *     NOT_FOUND} (no such scope or version), {@code BAD_REQUEST} (it was held back; the global
   *     scope to 0) or {@code CONFLICT} (it was made at another depth or on another prefix, the
   *     scope runs it now, or a change of depth or of the base model is under way)
   */
  public CompletableFuture<ModelVersion> rollBack(String task, Scope scope, long version) {
    String what = "rolling back task=" + task + " scope=" + scope + " to=" + version;
    try {
      rollback.require(task, scope, version);
      return queue.runNext(what, () -> rollback.run(task, scope, version));
    } catch (CloudException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Erases all of a device, or one sample: rows in every store, heads that may have learnt from
   * them, and the bytes in files. Takes its turn on the training thread, on which it also trains
   * the heads anew. Durable: what is interrupted is finished after the next start. Reads the disk
   * before it returns.
   *
   * @return the receipt; fails with {@code UNKNOWN_TASK}, {@code NOT_FOUND} (nothing is known of
   *     it) or {@code CONFLICT} (a change of depth or of the base model is under way)
   */
  public CompletableFuture<SignedReceipt> erase(Subject subject) {
    return erasures.erase(subject);
  }

  /** What {@link #erase} would come to; changes nothing. Reads the disk. */
  public ErasurePlan planErasure(Subject subject) {
    return erasures.plan(subject);
  }

  /** The receipts of the task's erasures. */
  public List<SignedReceipt> erasureReceipts(String task) {
    return erasures.receipts(task);
  }

  /**
   * Queues one training run of the scope; asking again while it waits joins the waiting one.
   *
   * @return the run, published or held back; fails with {@code UNKNOWN_TASK}
   */
  public CompletableFuture<TrainingRun> train(String task, Scope scope) {
    try {
      registry.backbone(task);
    } catch (CloudException e) {
      return CompletableFuture.failedFuture(e);
    }
    return queue.train(task, scope).copy();
  }

  /**
   * The task's latest training runs, newest first.
   *
   * @throws CloudException {@code UNKNOWN_TASK}
   */
  public List<TrainingRun> runs(String task) {
    return trainer.runs(task);
  }

  /**
   * One of the task's latest training runs.
   *
   * @throws CloudException {@code UNKNOWN_TASK}
   */
  public Optional<TrainingRun> run(String task, long id) {
    return trainer.run(task, id);
  }

  /** Why nothing can be stored at present; empty if it can, as far as is known. */
  public Optional<String> storageTrouble() {
    return database.trouble().or(space::shortage);
  }

  /** The room on the disk. */
  public FreeSpace space() {
    return space;
  }

  /** Counters since the start. */
  public CloudStats stats() {
    LogStats stats = log.stats();
    return new CloudStats(
        stats.outcomes(),
        stats.batches(),
        stats.commits(),
        stats.commitSeconds(),
        stats.waiting(),
        queue.size(),
        listeners.published(),
        listeners.heldBack(),
        listeners.trainingSeconds(),
        devices.size());
  }

  /**
   * Trains no more; returns at once. A run ends before its next step and nothing comes of it; it, a
   * change of depth, an erasure, a comparison of depths, and what waits for its turn fail with
   * {@code BUSY}. As after a crash, the next start takes up what was asked for durably, and the
   * policy finds the features again. Uploads are taken until {@link #close()}.
   */
  public void stopTraining() {
    autopilot.stop();
    trigger.close();
    queue.stop();
  }

  /**
   * Stops training, waits for its end, commits and acknowledges what waits, closes the database.
   */
  @Override
  public void close() {
    stopTraining();
    autopilot.close();
    queue.close();
    freezeControl.close();
    log.close();
    registry.close();
    database.close();
  }

  private BatchAck acknowledgement(FeatureBatch batch, List<SampleOutcome> outcomes) {
    String task = batch.features().get(0).activation().task();
    if (outcomes.contains(SampleOutcome.STORED)) {
      freezeControl.samplesChanged(task);
    }
    return new BatchAck(batch.sequence(), outcomes, wantedFreeze(task), window);
  }

  /** A new base model was trained on nothing yet, though there may be features that it can use. */
  private BaseChange published(BaseChange change) {
    if (change.changed()) {
      listeners.basePublished(change);
      untrained.report(change.task(), trigger);
    }
    return change;
  }

  /** New features are to be trained on, and told of; repaired ones are told of. */
  private record Arrivals(TrainingTrigger trigger, Listeners listeners, LongSupplier lastSequence)
      implements StoredListener {
    @Override
    public void stored(String task, String deviceId, int count) {
      trigger.stored(task, deviceId, count, lastSequence.getAsLong());
      listeners.stored(task, deviceId, count);
    }

    @Override
    public void repaired(String task, String deviceId, int count) {
      listeners.repaired(task, deviceId, count);
    }
  }

  private boolean isChanging(String task) {
    return freezeControl.status(task).change().isPresent();
  }

  private void requireIdle(String task) {
    if (isChanging(task)) {
      throw new CloudException(
          ErrorCode.CONFLICT,
          "a change of the freeze point or base model of task "
              + task
              + " is under way; erase when it has ended");
    }
  }

  private long lastFeature() {
    return log.lastSequence();
  }

  private TrainingQueue.Turns turns() {
    return turns;
  }
}
