package dev.thaw.cloud.canary;

import dev.thaw.protocol.Scope;

/** Hears of heads that fell; returns at once. */
public interface FallenHeadListener {
  /**
   * A device runs the general model in the place of a head.
   *
   * @param scope whose head it is
   * @param withdrawn whether the scope lost its current version by it
   */
  void fell(FallenHead head, Scope scope, boolean withdrawn);
}
