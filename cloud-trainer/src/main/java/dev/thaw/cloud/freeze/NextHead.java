package dev.thaw.cloud.freeze;

import dev.thaw.cloud.registry.Candidate;
import dev.thaw.cloud.training.Attempt;
import dev.thaw.protocol.Scope;
import java.time.Instant;

/** What a scope gets at the new depth. */
sealed interface NextHead {
  /** Whose it is. */
  Scope scope();

  /** A head trained at the new depth. */
  record Retrained(Scope scope, Instant startedAt, Attempt attempt) implements NextHead {}

  /** The same layers as before, under the new freeze state. */
  record Carried(Candidate candidate) implements NextHead {
    @Override
    public Scope scope() {
      return candidate.scope();
    }
  }

  /** Nothing: the scope falls back to a wider one. */
  record Dropped(Scope scope, Instant startedAt, Attempt attempt) implements NextHead {}
}
