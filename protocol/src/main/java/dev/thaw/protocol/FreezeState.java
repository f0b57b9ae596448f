package dev.thaw.protocol;

import java.time.Instant;

/**
 * Where a task's freeze point stands: layers {@code [0, depth)} are frozen.
 *
 * @param epoch counts changes of depth, from 0
 * @param prefix the prefix digest at {@code depth}
 * @param prefixSince when that prefix came into force; older activations are evicted; kept in whole
 *     milliseconds
 */
public record FreezeState(int depth, long epoch, Digest prefix, Instant prefixSince) {
  public FreezeState {
    prefixSince = Times.require("prefix", prefixSince);
    if (depth < 0 || depth > Manifest.MAX_LAYERS) {
      throw new IllegalArgumentException("not a freeze depth: " + depth);
    }
    if (epoch < 0) {
      throw new IllegalArgumentException("not a freeze epoch: " + epoch);
    }
  }
}
