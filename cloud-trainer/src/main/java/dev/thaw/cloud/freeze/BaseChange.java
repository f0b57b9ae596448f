package dev.thaw.cloud.freeze;

import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import java.util.List;

/**
 * What publishing a base model did. Immutable.
 *
 * @param changed false if the same model was there already
 * @param kept samples that the new backbone can still use
 * @param dropped stored versions that the old backbone made, dropped by range
 * @param wanted samples that devices are asked to upload again
 * @param droppedScopes scopes that fall back to the global model until they are trained again
 */
public record BaseChange(
    String task,
    boolean changed,
    FreezeState before,
    FreezeState after,
    long kept,
    long dropped,
    long wanted,
    List<Scope> droppedScopes,
    double seconds) {
  public BaseChange {
    droppedScopes = List.copyOf(droppedScopes);
  }
}
