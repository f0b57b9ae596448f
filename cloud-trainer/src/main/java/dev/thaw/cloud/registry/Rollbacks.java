package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a scope back to what it ran earlier. Devices refuse earlier versions of a scope, so that an
 * earlier one comes back as a new version with its layers. What the scope was trained up to stays:
 * no features are forgotten, and the next training replaces what was rolled back to by a head
 * trained on all of them. Thread-safe for reading; stages changes for one thread at a time.
 */
public final class Rollbacks {
  /** The metric of a rolled back version that names the version whose layers it has. */
  public static final String METRIC = "rolled.back.to";

  private final ModelRegistry registry;
  private final VersionLog versions;

  Rollbacks(ModelRegistry registry, VersionLog versions) {
    this.registry = registry;
    this.versions = versions;
  }

  /**
   * Requires that a scope can be taken back.
   *
   * @param version of the scope; 0 for a wider scope's model
   * @throws CloudException {@code NOT_FOUND} (no such scope or version), {@code BAD_REQUEST} (it
   *     was held back; the global scope to 0) or {@code CONFLICT} (it was made at another depth or
   *     on another prefix, or the scope runs its layers now)
   */
  public void require(String task, Scope scope, long version) {
    if (version == 0) {
      requireWithdrawable(task, scope);
    } else {
      requireUsable(registry.backbone(task), scope, version);
    }
  }

  /**
   * Takes a scope back, as far as {@link #require} allows it, when {@code changes} are committed.
   *
   * @return the new version; empty if the scope's own was taken away
   */
  public Optional<Release> stage(Changes changes, String task, Scope scope, long version) {
    if (version == 0) {
      requireWithdrawable(task, scope);
      registry.drop(changes, task, scope);
      return Optional.empty();
    }
    Backbone backbone = registry.backbone(task);
    Manifest earlier = requireUsable(backbone, scope, version);
    Candidate again = again(earlier, backbone.freeze());
    return Optional.of(versions.add(changes, backbone.task(), again, 0));
  }

  private static Candidate again(Manifest earlier, FreezeState freeze) {
    Map<String, Double> metrics = new HashMap<>(earlier.metrics());
    metrics.put(METRIC, (double) earlier.version());
    Verdict verdict = new Verdict.Published("rolled back to version " + earlier.version());
    return new Candidate(earlier.scope(), freeze, earlier.layers(), metrics, verdict);
  }

  private void requireWithdrawable(String task, Scope scope) {
    registry.backbone(task);
    if (scope.equals(Scope.GLOBAL)) {
      throw new CloudException(
          ErrorCode.BAD_REQUEST, "the global scope has no wider one to fall back to");
    }
    requireScope(task, scope);
    if (registry.current(task, scope).isEmpty()) {
      throw new CloudException(ErrorCode.CONFLICT, scope + " has no model of its own to take away");
    }
  }

  private Manifest requireUsable(Backbone backbone, Scope scope, long version) {
    String task = backbone.task().name();
    VersionRecord earlier = requireKnown(task, scope, version);
    if (earlier.verdict() instanceof Verdict.Withdrawn withdrawn) {
      throw new CloudException(
          ErrorCode.CONFLICT, named(scope, version) + " was " + withdrawn.reason());
    }
    if (!earlier.verdict().published()) {
      throw new CloudException(
          ErrorCode.BAD_REQUEST, named(scope, version) + " was held back; its layers are not kept");
    }
    Manifest manifest = earlier.manifest();
    requireSamePrefix(backbone.freeze(), manifest);
    requireAnother(task, manifest);
    registry.layers(manifest.layers(), backbone.depth()); // all are there still
    return manifest;
  }

  private VersionRecord requireKnown(String task, Scope scope, long version) {
    requireScope(task, scope);
    long last = versions.scope(task, scope).last();
    if (version < 0 || version > last) {
      throw new CloudException(
          ErrorCode.NOT_FOUND,
          "%s of task %s has no version %d; its last is %d".formatted(scope, task, version, last));
    }
    return versions
        .find(task, scope, version)
        .orElseThrow(() -> new CloudException(ErrorCode.NOT_FOUND, notKept(task, scope, version)));
  }

  private String notKept(String task, Scope scope, long version) {
    List<ModelVersion> kept = versions.history(task, Optional.of(scope));
    return "%s is no longer kept; the oldest that is is version %d (thaw serve --keep-versions)"
        .formatted(named(scope, version), kept.get(kept.size() - 1).manifest().version());
  }

  private void requireScope(String task, Scope scope) {
    if (versions.scope(task, scope).last() == 0) {
      throw new CloudException(
          ErrorCode.NOT_FOUND, scope + " of task " + task + " has no versions");
    }
  }

  private static void requireSamePrefix(FreezeState present, Manifest earlier) {
    int made = earlier.freeze().depth();
    String name = named(earlier.scope(), earlier.version());
    if (made != present.depth()) {
      throw new CloudException(
          ErrorCode.CONFLICT,
          "%s was made at freeze depth %d, the freeze point is at %d"
              .formatted(name, made, present.depth()));
    }
    if (!earlier.freeze().prefix().equals(present.prefix())) {
      throw new CloudException(
          ErrorCode.CONFLICT, name + " was made on frozen layers that are no longer in force");
    }
  }

  private void requireAnother(String task, Manifest earlier) {
    Optional<Manifest> current =
        registry.current(task, earlier.scope()).map(signed -> signed.manifest());
    if (current.filter(now -> now.layers().equals(earlier.layers())).isPresent()) {
      long now = current.get().version();
      String same =
          now == earlier.version() ? " is the current one" : " has the layers of the current one";
      throw new CloudException(
          ErrorCode.CONFLICT, named(earlier.scope(), earlier.version()) + same);
    }
  }

  private static String named(Scope scope, long version) {
    return "version " + version + " of " + scope;
  }
}
