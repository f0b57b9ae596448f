package dev.thaw.cloud.freeze;

import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import java.util.List;

/**
 * What a change of freeze depth did. Immutable.
 *
 * @param before the freeze state it left; equal to {@code after} if there was nothing to do
 * @param kept samples that had a version at the new freeze point already
 * @param advanced samples whose stored activation was run on to the new freeze point
 * @param voided samples without a usable version at the new freeze point: devices upload them again
 * @param retrained scopes whose head was trained at the new depth before the switch
 * @param carried scopes that keep the function they had, under the new freeze state
 * @param dropped scopes that fall back to a wider one, because their head could not be made anew
 */
public record FreezeChange(
    String task,
    FreezeState before,
    FreezeState after,
    long kept,
    long advanced,
    long voided,
    List<Scope> retrained,
    List<Scope> carried,
    List<Scope> dropped,
    double seconds) {
  public FreezeChange {
    retrained = List.copyOf(retrained);
    carried = List.copyOf(carried);
    dropped = List.copyOf(dropped);
  }

  /** The depth was there already: nothing was done. */
  static FreezeChange nothing(String task, FreezeState freeze) {
    return new FreezeChange(task, freeze, freeze, 0, 0, 0, List.of(), List.of(), List.of(), 0);
  }

  /** Whether the depth changed at all. */
  public boolean changed() {
    return !before.equals(after);
  }
}
