package dev.thaw.edge.install;

import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * For which task and whose heads a device takes manifests: its own, its cohort's, everybody's.
 * Immutable.
 *
 * @param cohort may become known at enrolment
 * @param depth the freeze depth of the bundled model; all but the last two layers if empty
 */
public record DeviceScopes(
    String task, String deviceId, Supplier<Optional<String>> cohort, OptionalInt depth) {

  int bundledDepth(int layers) {
    return depth.orElse(Math.max(0, layers - 2));
  }

  void requireMine(Manifest manifest) {
    if (!manifest.task().name().equals(task)) {
      throw new RejectedException(
          "the manifest is of task \"" + manifest.task().name() + "\", not \"" + task + '"');
    }
    if (!scopes().contains(manifest.scope())) {
      throw new RejectedException(
          "the manifest is of scope " + manifest.scope() + ", expected one of " + scopes());
    }
  }

  private List<Scope> scopes() {
    Scope own = new Scope.OfDevice(deviceId);
    return cohort
        .get()
        .<List<Scope>>map(name -> List.of(own, new Scope.Cohort(name), Scope.GLOBAL))
        .orElse(List.of(own, Scope.GLOBAL));
  }
}
