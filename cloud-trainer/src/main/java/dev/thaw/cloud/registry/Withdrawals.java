package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the registry forget what heads have learnt: which versions did learn, which layers are
 * needless without them, and what takes their place. A head has learnt if one of its thawed layers
 * is not the base model's. Thread-safe for reading; stages changes for one thread at a time.
 */
public final class Withdrawals {
  private final ModelRegistry registry;
  private final TaskStore tasks;
  private final VersionLog versions;

  Withdrawals(ModelRegistry registry, TaskStore tasks, VersionLog versions) {
    this.registry = registry;
    this.tasks = tasks;
    this.versions = versions;
  }

  /** All scopes of the task that have or had a version or were trained, the global one first. */
  public List<Scope> scopes(String task) {
    registry.backbone(task);
    List<Scope> scopes = new ArrayList<>(List.of(Scope.GLOBAL));
    Stream.of(true, false)
        .flatMap(current -> versions.scopes(task, current).stream())
        .filter(scope -> !scope.equals(Scope.GLOBAL))
        .forEach(scopes::add);
    return scopes;
  }

  /** How many versions the scope has made. */
  public long lastVersion(String task, Scope scope) {
    return versions.scope(task, scope).last();
  }

  /** Whether the scope ever published a head that had learnt. */
  public boolean hasLearnt(String task, Scope scope) {
    return versions.history(task, Optional.of(scope)).stream()
        .anyMatch(version -> version.verdict().published() && hasLearnt(version.manifest()));
  }

  /** The version that the scope runs, if it has learnt. */
  public Optional<Long> learntVersion(String task, Scope scope) {
    return versions
        .current(task, scope)
        .map(SignedManifest::manifest)
        .filter(this::hasLearnt)
        .map(Manifest::version);
  }

  /** Whether a new global head starts from the base model's, whatever the global scope runs. */
  public boolean startsFromBase(String task) {
    return registry.isOnBase(registry.backbone(task));
  }

  /** The global scope with the base model's thawed layers, on the present backbone. */
  public Release backToBase(Changes changes, String task) {
    TaskSpec spec = registry.backbone(task).task();
    FreezeState freeze = registry.backbone(task).freeze();
    List<LayerEntry> now = registry.global(task).manifest().layers();
    List<Digest> base = tasks.record(task).base();
    List<LayerEntry> layers = new ArrayList<>(now.subList(0, freeze.depth()));
    for (int i = freeze.depth(); i < now.size(); i++) {
      layers.add(new LayerEntry(now.get(i).name(), base.get(i), now.get(i).sizeBytes()));
    }
    Verdict verdict = new Verdict.Published("the base model's head, after features were erased");
    Candidate candidate = new Candidate(Scope.GLOBAL, freeze, layers, Map.of(), verdict);
    return versions.add(changes, spec, candidate, 0);
  }

  /** Takes away the scope's versions up to {@code last} that have learnt; they stay listed. */
  public void withdraw(Changes changes, String task, Scope scope, long last) {
    versions.history(task, Optional.of(scope)).stream()
        .filter(version -> version.verdict().published() && !version.current())
        .map(ModelVersion::manifest)
        .filter(manifest -> manifest.version() <= last && hasLearnt(manifest))
        .forEach(manifest -> versions.withdraw(changes, task, scope, manifest.version()));
  }

  /** Forgets a scope with all its versions. */
  public void remove(Changes changes, String task, Scope scope) {
    versions.remove(changes, task, scope);
  }

  /** Deletes the layers that no version needs that can still be had; returns how many. */
  public int dropNeedlessLayers() {
    return registry.retainLayers(this::needed);
  }

  /** The frozen layers that are not the base model's: they were thawed and learnt before. */
  public List<String> learntBackbone(String task) {
    List<Digest> base = tasks.record(task).base();
    List<LayerEntry> layers = registry.global(task).manifest().layers();
    List<String> learnt = new ArrayList<>();
    for (int i = 0; i < registry.backbone(task).depth(); i++) {
      if (i >= base.size() || !layers.get(i).digest().equals(base.get(i))) {
        learnt.add(layers.get(i).name());
      }
    }
    return learnt;
  }

  private Set<Digest> needed() {
    Set<Digest> needed = versions.countUses();
    tasks.names().forEach(task -> needed.addAll(tasks.record(task).base()));
    return needed;
  }

  boolean hasLearnt(Manifest manifest) {
    List<Digest> base = tasks.record(manifest.task().name()).base();
    List<LayerEntry> layers = manifest.layers();
    for (int i = manifest.freeze().depth(); i < layers.size(); i++) {
      boolean isResidual = i >= base.size();
      if (isResidual || !layers.get(i).digest().equals(base.get(i))) {
        return true;
      }
    }
    return false;
  }
}
