package dev.thaw.edge.upload;

import dev.thaw.edge.install.InstalledModel;
import dev.thaw.edge.install.ModelShelf;
import dev.thaw.protocol.FreezeState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The freeze state that features are made for: what the cloud said last, unless something later is
 * installed. It may be a coming one, shallower than that of the model that runs. Not thread-safe,
 * except {@link #with}.
 */
final class Target {
  private final ModelShelf shelf;
  private volatile @Nullable FreezeState said;

  Target(ModelShelf shelf) {
    this.shelf = shelf;
  }

  /** Notes what the cloud said; whether features are to be made for something else now. */
  boolean say(FreezeState wanted) {
    Optional<FreezeState> before = now();
    said = wanted;
    return !now().equals(before);
  }

  /** What was said before this manifest was signed no longer counts. */
  void installed(InstalledModel now) {
    FreezeState before = said;
    said = before != null && isLater(before, now.freeze()) ? before : null;
  }

  FreezeState with(InstalledModel model) {
    FreezeState wanted = said;
    return wanted == null || isLater(model.freeze(), wanted) ? model.freeze() : wanted;
  }

  /** The answer came after a move to a shallower depth, at which the samples are of no use. */
  boolean isShallowerThan(OutgoingBatch batch) {
    return now().filter(wanted -> wanted.depth() < batch.madeFor().depth()).isPresent();
  }

  /** Only then is it of use to send stale samples again; else they wait for the next round. */
  boolean hasMovedSince(OutgoingBatch batch) {
    return now().filter(wanted -> !wanted.prefix().equals(batch.madeFor().prefix())).isPresent();
  }

  private Optional<FreezeState> now() {
    return shelf
        .tryLease()
        .map(
            lease -> {
              try (lease) {
                return with(lease.get());
              }
            });
  }

  private static boolean isLater(FreezeState one, FreezeState other) {
    return one.epoch() > other.epoch()
        || (one.epoch() == other.epoch() && one.prefixSince().isAfter(other.prefixSince()));
  }
}
