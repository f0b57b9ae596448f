package dev.thaw.edge.install;

import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import java.util.List;
import java.util.Optional;

/**
 * Puts the bundled model's head beside a head of a device or cohort that has no general model
 * beneath it, so that the two can be compared; if the frozen layers are the same. Immutable.
 */
record GeneralBeside(BaseModel bundle) {
  /** The same model with the bundled one's head beside it, or as it is. */
  InstalledModel join(InstalledModel loaded, SignedManifest signed) {
    int depth = loaded.freeze().depth();
    boolean lacksOne =
        loaded.general().isEmpty() && !signed.manifest().scope().equals(Scope.GLOBAL);
    return lacksOne && prefix(depth).equals(loaded.prefix(depth))
        ? InstalledModel.of(loaded.model(), Optional.of(head(loaded, depth)), signed)
        : loaded;
  }

  private Digest prefix(int depth) {
    return Digest.ofPrefix(bundle.layers().subList(0, depth).stream().map(Digest::of).toList());
  }

  private LayeredModel head(InstalledModel loaded, int depth) {
    try {
      List<byte[]> head = bundle.layers().subList(depth, bundle.layers().size());
      return loaded.model().withLayers(depth, head);
    } catch (RuntimeException | Error e) {
      loaded.close();
      throw e;
    }
  }
}
