package dev.thaw.cloud.freeze;

import dev.thaw.protocol.Scope;

/** Whether a scope's head is trained at the new depth before a switch. Stateless. */
public final class RetrainRule {
  private RetrainRule() {}

  /**
   * Deeper: every scope but the global one must be, for layers that become frozen get the global
   * scope's values. Shallower: each could keep the function that it has, and is trained anew only
   * if none of its features are missing at the new depth.
   *
   * @param had features that the scope has at the present depth
   * @param has features that it has at the new one
   */
  public static boolean isMadeAnew(Scope scope, int from, int to, long had, long has) {
    boolean needed = to > from;
    boolean nothingMissing = has > 0 && has >= had;
    return !scope.equals(Scope.GLOBAL) && (needed || nothingMissing);
  }
}
