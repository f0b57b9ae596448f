package dev.thaw.cloud.registry;

import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.TaskSpec;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * What every scope of every task runs, and ran: backbones, layers, signed manifests, positions.
 * Thread-safe for reading; versions are added by one thread at a time.
 *
 * <p>Nothing is published half: layers are durable first, then one {@link Changes} makes the
 * manifest current together with whatever else its maker puts there.
 */
public final class ModelRegistry implements AutoCloseable {
  private static final int THAWED_AT_FIRST = 2;

  private final CloudDatabase database;
  private final KeyRing keys;
  private final Clock clock;
  private final VersionLog versions;
  private final TaskStore tasks;
  private final BaseModels bases;
  private final Rollbacks rollbacks;
  private final Withdrawals withdrawals;
  private final Map<String, Backbone> backbones = new ConcurrentSkipListMap<>();

  private ModelRegistry(CloudDatabase database, KeyRing keys, Clock clock) {
    this.database = database;
    this.keys = keys;
    this.clock = clock;
    this.versions = new VersionLog(database, keys::current, clock);
    this.tasks = new TaskStore(database);
    this.bases = new BaseModels(this, tasks, versions, clock);
    this.rollbacks = new Rollbacks(this, versions);
    this.withdrawals = new Withdrawals(this, tasks, versions);
  }

  /**
   * The registry in {@code database}, with the backbones of its tasks loaded.
   *
   * @param key the key in the file; a change of key that was interrupted is ended here
   */
  public static ModelRegistry open(CloudDatabase database, SigningKey key, Clock clock) {
    ModelRegistry registry = new ModelRegistry(database, KeyRing.open(database, key, clock), clock);
    try {
      registry.loadTasks();
      return registry;
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  /**
   * Adds the task with {@code base} as the global scope's first version, the last two layers
   * thawed. The same task with the same layers changes nothing.
   *
   * @return whether the task is new
   * @throws CloudException {@code CONFLICT} if the task is there with other labels or layers
   */
  public synchronized boolean install(BaseModel base) {
    Backbone present = backbones.get(base.task().name());
    if (present != null) {
      bases.requireSame(base);
      return false;
    }
    LayeredModel model = base.model();
    List<LayerEntry> layers = storeAll(model);
    int depth = Math.max(1, model.layerCount() - THAWED_AT_FIRST);
    List<Digest> digests = layers.stream().map(LayerEntry::digest).toList();
    TaskRecord record = TaskRecord.installed(depth, digests, clock.instant());
    Verdict verdict = new Verdict.Published("the base model as installed");
    Candidate first = new Candidate(Scope.GLOBAL, record.freeze(), layers, Map.of(), verdict);
    Changes changes = database.changes();
    tasks.put(changes, base);
    tasks.put(changes, base.task().name(), record);
    versions.add(changes, base.task(), first, 0);
    changes.commit();
    backbones.put(base.task().name(), new Backbone(record.freeze(), model));
    return true;
  }

  /** The installed tasks, by name. */
  public List<TaskSpec> tasks() {
    return backbones.values().stream().map(Backbone::task).toList();
  }

  /**
   * The task's present backbone.
   *
   * @throws CloudException {@code UNKNOWN_TASK}
   */
  public Backbone backbone(String task) {
    Backbone backbone = backbones.get(task);
    if (backbone == null) {
      throw new CloudException(
          ErrorCode.UNKNOWN_TASK,
          "unknown task \"" + task + "\": installed are " + backbones.keySet());
    }
    return backbone;
  }

  /** Whether the task is installed. */
  public boolean isInstalled(String task) {
    return backbones.containsKey(task);
  }

  /** The task's present base model; read anew each time, for it may be large. */
  public BaseModel base(String task) {
    return tasks.base(backbone(task).task().name());
  }

  /** Which base models are installed, and what may take their place. */
  public BaseModels bases() {
    return bases;
  }

  /** How scopes are taken back to what they ran earlier. */
  public Rollbacks rollbacks() {
    return rollbacks;
  }

  /**
   * From now on keeps so many published versions of each scope, once {@link Retention#prune} is
   * called after each publication; deletes at once what is beyond. Reads all versions; nothing may
   * be published meanwhile.
   */
  public Retention retain(int versionsPerScope) {
    Retention retention = new Retention(database, this, tasks, versions, versionsPerScope);
    retention.start();
    return retention;
  }

  /** How versions are made to be forgotten. */
  public Withdrawals withdrawals() {
    return withdrawals;
  }

  /** What the device should run: its own manifest, else its cohort's, else the global one. */
  public SignedManifest manifestFor(String task, String deviceId, Optional<String> cohort) {
    backbone(task);
    return versions
        .current(task, new Scope.OfDevice(deviceId))
        .or(() -> cohort.flatMap(name -> versions.current(task, new Scope.Cohort(name))))
        .orElseGet(() -> global(task));
  }

  /** The global scope's current manifest; every task has one. */
  public SignedManifest global(String task) {
    return versions
        .current(task, Scope.GLOBAL)
        .orElseThrow(
            () -> new CloudException(ErrorCode.STORAGE, "task " + task + " has no global model"));
  }

  /** The scope's own current manifest. */
  public Optional<SignedManifest> current(String task, Scope scope) {
    return versions.current(task, scope);
  }

  /** The scopes that have a current manifest of their own. */
  public List<Scope> scopes(String task) {
    return versions.scopes(task, true);
  }

  /** The scopes that have been trained, but have no manifest of their own, or none any more. */
  public List<Scope> scopesWithout(String task) {
    return versions.scopes(task, false);
  }

  /** The sequence number of the last feature that the scope's trainer has taken into account. */
  public long position(String task, Scope scope) {
    return versions.scope(task, scope).position();
  }

  /** The versions of one scope or of all, newest first within each scope. */
  public List<ModelVersion> history(String task, Optional<Scope> scope) {
    backbone(task);
    return versions.history(task, scope);
  }

  /** The canonical bytes of a layer. */
  public Optional<byte[]> layer(Digest digest) {
    return database.layer(digest);
  }

  /**
   * The canonical bytes of the layers from {@code from} on.
   *
   * @throws CloudException {@code STORAGE} if one is missing or damaged
   */
  public List<byte[]> layers(List<LayerEntry> entries, int from) {
    return entries.subList(from, entries.size()).stream()
        .map(
            entry ->
                layer(entry.digest())
                    .orElseThrow(
                        () ->
                            new CloudException(
                                ErrorCode.STORAGE,
                                "layer " + entry.name() + " " + entry.digest() + " is missing")))
        .toList();
  }

  /**
   * The thawed layers from which the scope is trained on top of {@code backbone}: the global
   * scope's current ones; for the global scope itself those of the base model, as long as the
   * backbone is the base model's.
   */
  public List<byte[]> startLayers(Backbone backbone, Scope scope) {
    String task = backbone.task().name();
    List<LayerEntry> current = global(task).manifest().layers();
    List<Digest> base = tasks.record(task).base();
    if (!scope.equals(Scope.GLOBAL) || !isOnBase(backbone)) {
      return layers(current, backbone.depth());
    }
    List<LayerEntry> first = new ArrayList<>();
    for (int i = 0; i < base.size(); i++) {
      first.add(new LayerEntry(current.get(i).name(), base.get(i), current.get(i).sizeBytes()));
    }
    return layers(first, backbone.depth());
  }

  /** Whether the backbone's frozen layers are those of the base model. */
  boolean isOnBase(Backbone backbone) {
    List<Digest> base = tasks.record(backbone.task().name()).base();
    return Digest.ofPrefix(base.subList(0, backbone.depth())).equals(backbone.freeze().prefix());
  }

  /** Deletes the layers that are not in what {@code live} gives, while none are added here. */
  synchronized int retainLayers(Supplier<Set<Digest>> live) {
    return database.retainLayers(live.get());
  }

  /** Keeps layers, durable on return, so that a manifest may name them. */
  public void store(List<byte[]> layers) {
    versions.uses().expect(layers.stream().map(Digest::of).toList());
    layers.forEach(bytes -> database.putLayer(Digest.of(bytes), bytes));
    CrashPoint.LAYERS_STORED.reach();
  }

  /** The signature of a document that is not a manifest, by the key that signs manifests. */
  public byte[] sign(byte[] document) {
    return keys.current().sign(document);
  }

  /** The key that verifies every manifest. */
  public PublicKey publicKey() {
    return keys.publicKey();
  }

  /** The key that signs, and those before it. */
  public KeyRing keys() {
    return keys;
  }

  /**
   * Puts a new signing key in the place of the present one, which is destroyed; all present
   * manifests are signed anew and keep their digests. Durable on return. Nothing may be published
   * meanwhile.
   *
   * @throws CloudException {@code CONFLICT} if no task is installed; {@code STORAGE}, and then the
   *     next start ends what was begun
   */
  public synchronized KeyHandover rotateKey(SecureRandom random) {
    TaskSpec first = tasks().stream().findFirst().orElseThrow(ModelRegistry::nothingSigned);
    SigningKey next = keys.prepare(random);
    Changes changes = database.changes();
    signAll(changes, next);
    KeyHandover handover = keys.commit(changes, next, global(first.name()).manifest());
    keys.finish(next);
    return handover;
  }

  /** Signs all present manifests with another key, when {@code changes} are committed. */
  void signAll(Changes changes, SigningKey next) {
    tasks().forEach(task -> versions.sign(changes, task.name(), next));
  }

  private static CloudException nothingSigned() {
    return new CloudException(
        ErrorCode.CONFLICT,
        "no model is installed: there is no manifest to hand the key over with");
  }

  /**
   * Adds a version to its scope's history, and makes it current if it is published, when {@code
   * changes} are committed.
   *
   * @param position the last feature taken into account
   */
  public Release add(Changes changes, TaskSpec task, Candidate candidate, long position) {
    return versions.add(changes, task, candidate, position);
  }

  /**
   * Adds a version that was held back to its scope's history, and takes the scope's current one
   * away, when {@code changes} are committed.
   */
  public Release addAndDrop(Changes changes, TaskSpec task, Candidate heldBack, long position) {
    return versions.addAndDrop(changes, task, heldBack, position);
  }

  /** Moves the scope's position alone, when {@code changes} are committed. */
  public void advance(Changes changes, String task, Scope scope, long position) {
    versions.put(changes, task, scope, versions.scope(task, scope).at(position));
  }

  /** Takes the scope's current manifest away, so that its devices fall back. */
  public void drop(Changes changes, String task, Scope scope) {
    versions.put(changes, task, scope, versions.scope(task, scope).withoutCurrent());
  }

  /** The freeze state that the task would have at {@code depth} with the given layers. */
  public FreezeState stateAt(String task, int depth, List<LayerEntry> layers) {
    return tasks.record(task).movedTo(depth, layers, clock.instant()).freeze();
  }

  /** Moves the task's freeze point, when {@code changes} are committed. */
  public void moveTo(Changes changes, String task, FreezeState target, List<LayerEntry> layers) {
    TaskRecord moved = tasks.record(task).movedTo(target.depth(), layers, target.prefixSince());
    TaskRecord exact = new TaskRecord(target, moved.base(), moved.fixed());
    tasks.put(changes, task, exact);
  }

  /** Makes a backbone the present one and closes the one before. Nobody may be using that. */
  public void swap(Backbone next) {
    Backbone before = backbones.put(next.task().name(), next);
    if (before != null) {
      before.model().close();
    }
  }

  /** Frees the backbones. */
  @Override
  public void close() {
    backbones.values().forEach(backbone -> backbone.model().close());
    backbones.clear();
  }

  private void loadTasks() {
    for (String name : tasks.names()) {
      List<LayerEntry> layers = global(name).manifest().layers();
      TaskSpec task = global(name).manifest().task();
      LayeredModel model = LayeredModel.of(task, layers(layers, 0));
      backbones.put(name, new Backbone(tasks.record(name).freeze(), model));
    }
  }

  List<LayerEntry> storeAll(LayeredModel model) {
    List<byte[]> bytes = model.layerBytesFrom(0);
    store(bytes);
    return LayerEntries.of(model.layerNames(), bytes);
  }
}
