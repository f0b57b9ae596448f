package dev.thaw.cloud.erasure;

import java.util.List;
import java.util.Optional;

/**
 * What erasing something comes to. Immutable.
 *
 * @param devices the devices whose rows go
 * @param own the version of its own head that an erased device runs
 * @param affected scopes whose versions are taken away
 */
public record ErasurePlan(
    Subject subject,
    List<String> devices,
    ErasedRows rows,
    Optional<Long> own,
    List<Affected> affected) {
  public ErasurePlan {
    devices = List.copyOf(devices);
    affected = List.copyOf(affected);
  }

  /** The scopes whose heads are made anew. */
  public List<Affected> toRenew() {
    return affected.stream().filter(each -> each.learnt().isPresent()).toList();
  }
}
