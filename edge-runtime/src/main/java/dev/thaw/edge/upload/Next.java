package dev.thaw.edge.upload;

import dev.thaw.protocol.FreezeState;

/** What there is to send now. */
public sealed interface Next {
  /** This batch. */
  record Send(OutgoingBatch batch) implements Next {}

  /** Nothing that is not under way. */
  record Idle() implements Next {}

  /** Samples wait for a model with the wanted prefix: pull. */
  record NeedsInstall(FreezeState wanted) implements Next {}

  /** Samples wait, and must not be sent as things are. */
  record Withheld(String reason) implements Next {}
}
