package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps of each scope the latest versions, published and held back, and the current one, and
 * deletes the rest with the layers that nothing else names. Versions and layers go in one write, so
 * that no version is ever kept whose layers are gone. Of the global scope the latest version that
 * has learnt is kept too: it says that heads which started from it may have. Thread-safe; versions
 * of one scope are added by nobody meanwhile.
 */
public final class Retention {
  /** How many versions are kept of each kind if nobody says. */
  public static final int DEFAULT_KEPT = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final CloudDatabase database;
  private final ModelRegistry registry;
  private final TaskStore tasks;
  private final VersionLog versions;
  private final Predicate<Manifest> hasLearnt;
  private final int kept;
  private boolean counted;

  Retention(
      CloudDatabase database,
      ModelRegistry registry,
      TaskStore tasks,
      VersionLog versions,
      int kept) {
    this.database = database;
    this.registry = registry;
    this.tasks = tasks;
    this.versions = versions;
    this.hasLearnt = registry.withdrawals()::hasLearnt;
    this.kept = kept;
  }

  /**
   * Counts what versions name which layers, deletes layers that none does (as a crash before a
   * publication leaves them) and prunes all scopes. If rows cannot be read, nothing is deleted
   * before the next start. Reads all versions; nothing is published meanwhile.
   */
  synchronized void start() {
    try {
      int layers = registry.withdrawals().dropNeedlessLayers();
      counted = true;
      tasks.names().forEach(this::prune);
      LOG.info("versions kept of each scope: {}; layers that none names deleted: {}", kept, layers);
    } catch (CloudException e) {
      LOG.warn("old versions are kept until the next start: {}", e.getMessage());
    }
  }

  /**
   * Prunes one scope. Durable some time later: what a crash brings back is pruned again.
   *
   * @throws CloudException {@code STORAGE}, and nothing has changed
   */
  public synchronized void prune(String task, Scope scope) {
    List<ModelVersion> surplus =
        counted ? surplus(scope, versions.history(task, Optional.of(scope))) : List.of();
    if (!surplus.isEmpty()) {
      versions.uses().forget(published(surplus), layers -> delete(task, scope, surplus, layers));
      LOG.debug("versions deleted task={} scope={} count={}", task, scope, surplus.size());
    }
  }

  private void prune(String task) {
    versions.scopesBeyond(task, kept).forEach(scope -> prune(task, scope));
  }

  private List<ModelVersion> surplus(Scope scope, List<ModelVersion> newestFirst) {
    List<ModelVersion> surplus = new ArrayList<>();
    boolean witness = !scope.equals(Scope.GLOBAL);
    int published = 0;
    int others = 0;
    for (ModelVersion version : newestFirst) {
      boolean isPublished = version.verdict().published();
      int rank = isPublished ? published++ : others++;
      boolean isWitness = !witness && isPublished && hasLearnt.test(version.manifest());
      witness |= isWitness;
      if (rank >= kept && !version.current() && !isWitness) {
        surplus.add(version);
      }
    }
    return surplus;
  }

  private void delete(String task, Scope scope, List<ModelVersion> surplus, Set<Digest> needless) {
    Set<Digest> layers = new HashSet<>(needless);
    tasks.names().forEach(name -> layers.removeAll(Set.copyOf(tasks.record(name).base())));
    Changes changes = database.changes();
    surplus.forEach(v -> versions.forget(changes, task, scope, v.manifest().version()));
    layers.forEach(changes::deleteLayer);
    changes.commitUnsynced();
  }

  private static List<Manifest> published(List<ModelVersion> versions) {
    return versions.stream()
        .filter(version -> version.verdict().published())
        .map(ModelVersion::manifest)
        .toList();
  }
}
