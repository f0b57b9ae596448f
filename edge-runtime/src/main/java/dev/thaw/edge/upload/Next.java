package dev.thaw.edge.upload;

import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message;
import java.util.List;

/** What there is to send now. */
public sealed interface Next {
  /** This batch. */
  record Send(OutgoingBatch batch) implements Next {}

  /** These reports; then ask for what is next. */
  record Report(List<Message.Lost> lost) implements Next {}

  /** Nothing that is not under way. */
  record Idle() implements Next {}

  /** Samples wait for a model with the wanted prefix: pull. */
  record NeedsInstall(FreezeState wanted) implements Next {}

  /** Samples wait, and must not be sent as things are. */
  record Withheld(String reason) implements Next {}
}
