package dev.thaw.cloud.plan;

import dev.thaw.protocol.Scope;
import java.util.List;

/**
 * What a change of depth would do, as far as can be told before (a dry run). Immutable.
 *
 * @param kept samples that have a version at the new depth already
 * @param advanced samples that the cloud would run on
 * @param repaired samples that devices would send again, by what they reported of their caches
 * @param lost samples that they could not
 * @param unknown samples of devices that reported nothing
 * @param retrained scopes whose head would be trained at the new depth before the switch
 * @param carried scopes that would keep the function they have
 * @param uploadBytes int8 features that would be sent again, estimated
 * @param downloadBytes layers that devices would pull, estimated
 * @param repairFlops what devices would compute for the repairs
 * @param scratchFlops what they would compute without checkpoints, from the inputs
 */
public record FreezePlan(
    String task,
    int from,
    int to,
    long kept,
    long advanced,
    long repaired,
    long lost,
    long unknown,
    List<Scope> retrained,
    List<Scope> carried,
    long uploadBytes,
    long downloadBytes,
    long repairFlops,
    long scratchFlops) {
  public FreezePlan {
    retrained = List.copyOf(retrained);
    carried = List.copyOf(carried);
  }
}
