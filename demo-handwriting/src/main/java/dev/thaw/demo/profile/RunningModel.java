package dev.thaw.demo.profile;

import java.time.Instant;
import java.util.Optional;

/**
 * The model that answers. Immutable.
 *
 * @param version the manifest's version within its scope; 0 for the one that came with the app
 * @param scope whose it is, for example {@code device/ab12}; empty for the one that came with the
 *     app
 * @param createdAt when the cloud made it; empty for the one that came with the app
 * @param since when it began to answer here
 * @param depth layers that are frozen
 * @param layers layers in all
 */
public record RunningModel(
    long version,
    Optional<String> scope,
    Optional<Instant> createdAt,
    Instant since,
    int depth,
    int layers) {
  /** Whether {@code other} is the same model, whenever it began to answer. */
  boolean isSameAs(RunningModel other) {
    return version == other.version
        && scope.equals(other.scope)
        && createdAt.equals(other.createdAt)
        && depth == other.depth;
  }

  /** Whether it was trained on this person's corrections. */
  public boolean personal() {
    return scope.filter(path -> path.startsWith("device/")).isPresent();
  }
}
