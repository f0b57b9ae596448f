package dev.thaw.cloud.erasure;

import dev.thaw.cloud.erasure.Erasures.Parts;
import dev.thaw.cloud.erasure.Renewed.Outcome;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.Release;
import dev.thaw.cloud.registry.Withdrawals;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.training.Attempt;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.protocol.Scope;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes heads anew from the features that are left. What becomes of a head is durable together with
 * the note that it is done. Confined to the training thread.
 */
final class Heads {
  private final Parts parts;
  private final ErasureStore store;
  private final ModelRegistry registry;
  private final Withdrawals withdrawals;

  Heads(Parts parts, ErasureStore store) {
    this.parts = parts;
    this.store = store;
    this.registry = parts.registry();
    this.withdrawals = registry.withdrawals();
  }

  /** Renews one head; returns the erasure with that noted. */
  Erasure renew(Erasure erasure, Affected head) {
    String task = erasure.task();
    if (head.scope().equals(Scope.GLOBAL) && !withdrawals.startsFromBase(task)) {
      forgetStart(task);
    }
    Instant startedAt = parts.clock().instant();
    Backbone backbone = registry.backbone(task);
    Attempt attempt = parts.training().attempt(backbone, head.scope(), parts.log().lastSequence());
    return attempt.verdict().published()
        ? published(erasure, head, startedAt, attempt)
        : fallen(erasure, head, startedAt, attempt);
  }

  /** A head on a backbone that is not the base model's would start from the one that has learnt. */
  private void forgetStart(String task) {
    if (withdrawals.learntVersion(task, Scope.GLOBAL).isPresent()) {
      Changes changes = parts.database().changes();
      Release release = withdrawals.backToBase(changes, task);
      changes.commit();
      parts.listener().released(release);
    }
  }

  private Erasure published(Erasure erasure, Affected head, Instant startedAt, Attempt attempt) {
    Backbone backbone = registry.backbone(erasure.task());
    registry.store(attempt.head());
    Changes changes = parts.database().changes();
    Release release =
        registry.add(
            changes, backbone.task(), attempt.candidate().orElseThrow(), attempt.position());
    Optional<Release> made = Optional.of(release);
    TrainingRun run =
        parts.trainer().record(changes, startedAt, backbone, head.scope(), attempt, made);
    Erasure next = erasure.with(renewed(head, made, Outcome.RETRAINED));
    store.put(changes, next);
    changes.commit();
    parts.trainer().announce(run, made);
    return next;
  }

  private Erasure fallen(Erasure erasure, Affected head, Instant startedAt, Attempt attempt) {
    Backbone backbone = registry.backbone(erasure.task());
    Changes changes = parts.database().changes();
    Optional<Release> release = fallBack(changes, erasure.task(), head.scope());
    TrainingRun run =
        parts
            .trainer()
            .record(changes, startedAt, backbone, head.scope(), attempt, Optional.empty());
    boolean isGlobal = head.scope().equals(Scope.GLOBAL);
    Erasure next =
        erasure.with(renewed(head, release, isGlobal ? Outcome.BASE : Outcome.WITHDRAWN));
    store.put(changes, next);
    changes.commit();
    parts.trainer().announce(run, Optional.empty());
    release.ifPresentOrElse(
        parts.listener()::released, () -> parts.listener().withdrawn(erasure.task(), head.scope()));
    return next;
  }

  private Optional<Release> fallBack(Changes changes, String task, Scope scope) {
    if (scope.equals(Scope.GLOBAL)) {
      return Optional.of(withdrawals.backToBase(changes, task));
    }
    registry.drop(changes, task, scope);
    return Optional.empty();
  }

  private static Renewed renewed(Affected head, Optional<Release> release, Outcome outcome) {
    Optional<Long> after = release.map(made -> made.version().manifest().version());
    return new Renewed(head.scope(), head.learnt().orElseThrow(), after, outcome);
  }
}
