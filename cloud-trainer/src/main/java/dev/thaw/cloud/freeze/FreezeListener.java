package dev.thaw.cloud.freeze;

import dev.thaw.cloud.registry.Release;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import java.util.List;

/** Is told about changes of depth after they are durable, on the training thread. */
public interface FreezeListener {
  /**
   * A task has a new freeze state.
   *
   * @param released the scopes' manifests under it
   * @param dropped scopes that have none any more
   */
  void changed(String task, FreezeState freeze, List<Release> released, List<Scope> dropped);
}
