package dev.thaw.cloud.freeze;

import dev.thaw.cloud.registry.Release;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import java.util.List;

/**
 * Is told about changes of depth and of base models after they are durable, on any thread; returns
 * at once.
 */
public interface FreezeListener {
  /**
   * A task has a new freeze state.
   *
   * @param released the scopes' manifests under it
   * @param dropped scopes that have none any more
   */
  void changed(String task, FreezeState freeze, List<Release> released, List<Scope> dropped);

  /** The freeze state to upload for has changed, or devices are to send samples again. */
  void repairsWanted(String task, FreezeState wanted);

  /** A change has ended, whichever way. */
  void changeEnded(String task, FreezeStatus.Ended ended);
}
