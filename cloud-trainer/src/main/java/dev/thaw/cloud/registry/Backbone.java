package dev.thaw.cloud.registry;

import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.TaskSpec;

/**
 * What a task's scopes have in common in one freeze epoch: the frozen layers {@code [0, depth)}.
 * The model has all layers; those from the depth on are the global scope's when the epoch began.
 * Immutable; thread-safe. Whoever replaces a backbone closes the old one's model.
 */
public record Backbone(FreezeState freeze, LayeredModel model) {
  public Backbone {
    if (!model.prefixDigest(freeze.depth()).equals(freeze.prefix())) {
      throw new IllegalArgumentException("prefix " + freeze.prefix() + " is not of " + model);
    }
  }

  /** The task. */
  public TaskSpec task() {
    return model.task();
  }

  /** The freeze point. */
  public int depth() {
    return freeze.depth();
  }

  /**
   * Whether an activation of this provenance can be used now, as it is or run on: its cut is not
   * above the freeze point and its prefix is the current one. Nothing else decides validity.
   */
  public boolean isCurrent(int cut, Digest prefix) {
    return cut >= 0 && cut <= depth() && model.prefixDigest(cut).equals(prefix);
  }
}
