package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.TaskSpec;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Each scope's versions, its current one and its training position. Reading is thread-safe; changes
 * to one scope come from one thread at a time and are made by whoever commits them.
 */
final class VersionLog {
  private final CloudDatabase database;
  private final Supplier<SigningKey> key;
  private final Clock clock;
  private final LayerUses uses = new LayerUses();

  VersionLog(CloudDatabase database, Supplier<SigningKey> key, Clock clock) {
    this.database = database;
    this.key = key;
    this.clock = clock;
  }

  ScopeRecord scope(String task, Scope scope) {
    return database
        .get(Column.SCOPES, scopeKey(task, scope).bytes())
        .map(ScopeRecord::fromBytes)
        .orElse(ScopeRecord.NEW);
  }

  /** The scopes that have a current version, or those that have lost theirs. */
  List<Scope> scopes(String task, boolean current) {
    List<Scope> scopes = new ArrayList<>();
    byte[] prefix = Key.of(task).bytes();
    database.scan(
        Column.SCOPES,
        prefix,
        (row, value) -> {
          if (ScopeRecord.fromBytes(value).current().isPresent() == current) {
            scopes.add(scopeOf(row, prefix.length, row.length - 1));
          }
          return true;
        });
    return scopes;
  }

  /** The scopes that have more than {@code count} versions, held back or not. */
  List<Scope> scopesBeyond(String task, int count) {
    Map<Scope, Integer> rows = new HashMap<>();
    byte[] prefix = Key.of(task).bytes();
    database.scan(
        Column.VERSIONS,
        prefix,
        (row, value) -> {
          rows.merge(scopeOf(row, prefix.length, row.length - Long.BYTES - 1), 1, Integer::sum);
          return true;
        });
    return rows.keySet().stream().filter(scope -> rows.getOrDefault(scope, 0) > count).toList();
  }

  /** The layers that versions name. */
  LayerUses uses() {
    return uses;
  }

  /** Counts anew which layers all versions name that can be had; returns the layers. */
  Set<Digest> countUses() {
    Map<Digest, Integer> counts = new HashMap<>();
    database.scan(
        Column.VERSIONS,
        new byte[0],
        (row, value) -> {
          VersionRecord version = VersionRecord.fromBytes(value);
          if (version.signed().isPresent()) {
            version.manifest().layers().forEach(l -> counts.merge(l.digest(), 1, Integer::sum));
          }
          return true;
        });
    uses.replace(counts);
    return new HashSet<>(counts.keySet());
  }

  /** What was current a moment ago may be deleted by now: then the one after it is. */
  Optional<SignedManifest> current(String task, Scope scope) {
    Optional<Long> number = scope(task, scope).current();
    if (number.isEmpty()) {
      return Optional.empty();
    }
    Optional<VersionRecord> row = find(task, scope, number.get());
    if (row.isEmpty() && !scope(task, scope).current().equals(number)) {
      return current(task, scope);
    }
    return row.orElseThrow(() -> missing(task, scope, number.get())).signed();
  }

  /** Newest first within each scope. */
  List<ModelVersion> history(String task, Optional<Scope> scope) {
    List<ModelVersion> versions = new ArrayList<>();
    byte[] prefix = scope.map(s -> scopeKey(task, s)).orElseGet(() -> Key.of(task)).bytes();
    database.scan(
        Column.VERSIONS,
        prefix,
        (row, value) -> {
          versions.add(VersionRecord.fromBytes(value).asVersion(false));
          return true;
        });
    Collections.reverse(versions);
    return versions.stream().map(version -> marked(task, version)).toList();
  }

  /** Adds a version to {@code changes}; it counts once they are committed. */
  Release add(Changes changes, TaskSpec task, Candidate candidate, long position) {
    ScopeRecord before = scope(task.name(), candidate.scope());
    return add(changes, task, candidate, before, position);
  }

  /** As {@link #add}, for a candidate that was held back; the scope loses its current version. */
  Release addAndDrop(Changes changes, TaskSpec task, Candidate heldBack, long position) {
    ScopeRecord before = scope(task.name(), heldBack.scope()).withoutCurrent();
    return add(changes, task, heldBack, before, position);
  }

  /** As {@link #add}, for a scope that has taken no feature into account any more. */
  Release addAnew(Changes changes, TaskSpec task, Candidate candidate) {
    ScopeRecord before = scope(task.name(), candidate.scope()).anew();
    return add(changes, task, candidate, before, 0);
  }

  private Release add(
      Changes changes, TaskSpec task, Candidate candidate, ScopeRecord before, long position) {
    ScopeRecord after = before.next(candidate.verdict().published()).at(position);
    Manifest manifest =
        new Manifest(
            task,
            candidate.scope(),
            after.last(),
            candidate.freeze(),
            candidate.layers(),
            clock.instant(),
            candidate.metrics());
    VersionRecord version = VersionRecord.of(manifest, candidate.verdict(), key.get());
    Key scopeKey = scopeKey(task.name(), candidate.scope());
    changes.put(Column.SCOPES, scopeKey.bytes(), after.toBytes());
    changes.put(Column.VERSIONS, scopeKey.number(after.last()).bytes(), version.toBytes());
    if (candidate.verdict().published()) {
      uses.add(candidate.layers());
    }
    return new Release(version.asVersion(candidate.verdict().published()), version.signed());
  }

  /** Signs the present manifests of a task with another key, when {@code changes} are committed. */
  void sign(Changes changes, String task, SigningKey next) {
    for (Scope scope : scopes(task, true)) {
      long number = scope(task, scope).current().orElseThrow();
      VersionRecord version = version(task, scope, number);
      VersionRecord signed = VersionRecord.of(version.manifest(), version.verdict(), next);
      changes.put(Column.VERSIONS, scopeKey(task, scope).number(number).bytes(), signed.toBytes());
    }
  }

  void put(Changes changes, String task, Scope scope, ScopeRecord record) {
    changes.put(Column.SCOPES, scopeKey(task, scope).bytes(), record.toBytes());
  }

  private ModelVersion marked(String task, ModelVersion version) {
    Optional<Long> current = scope(task, version.manifest().scope()).current();
    boolean isCurrent = current.filter(v -> v == version.manifest().version()).isPresent();
    return new ModelVersion(version.manifest(), version.digest(), version.verdict(), isCurrent);
  }

  /** One version of a scope that has it, held back or not. */
  VersionRecord version(String task, Scope scope, long version) {
    return find(task, scope, version).orElseThrow(() -> missing(task, scope, version));
  }

  /** One version of a scope, if it is kept still. */
  Optional<VersionRecord> find(String task, Scope scope, long version) {
    return database
        .get(Column.VERSIONS, scopeKey(task, scope).number(version).bytes())
        .map(VersionRecord::fromBytes);
  }

  private static CloudException missing(String task, Scope scope, long version) {
    return new CloudException(
        ErrorCode.STORAGE, "version " + version + " of " + task + " " + scope + " is missing");
  }

  /** Makes a version's layers needless: it stays in the history, but cannot be had any more. */
  void withdraw(Changes changes, String task, Scope scope, long version) {
    VersionRecord withdrawn = version(task, scope, version).withdrawn();
    changes.put(
        Column.VERSIONS, scopeKey(task, scope).number(version).bytes(), withdrawn.toBytes());
  }

  /** Forgets a version, as if it had never been; its number is not given again. */
  void forget(Changes changes, String task, Scope scope, long version) {
    changes.delete(Column.VERSIONS, scopeKey(task, scope).number(version).bytes());
  }

  /** Forgets a scope, as if it had never been. */
  void remove(Changes changes, String task, Scope scope) {
    byte[] key = scopeKey(task, scope).bytes();
    changes.delete(Column.SCOPES, key).deletePrefix(Column.VERSIONS, key);
  }

  private static Key scopeKey(String task, Scope scope) {
    return Key.of(task).text(scope.path());
  }

  private static Scope scopeOf(byte[] row, int from, int to) {
    return Scope.parse(new String(row, from, to - from, StandardCharsets.UTF_8));
  }
}
