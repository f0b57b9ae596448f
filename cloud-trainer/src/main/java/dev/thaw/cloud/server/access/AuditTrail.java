package dev.thaw.cloud.server.access;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.audit.AuditEntry.Fact;
import dev.thaw.cloud.audit.AuditLog;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.web.Answers;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down every change that an operator asks for: before the route gets to see the request, and
 * once more when it has answered. A request whose first entry cannot be written is refused.
 */
final class AuditTrail {
  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

  private final AuditLog log;
  private final Standing standing;

  /** What was written down of a request that is under way. */
  private record Asked(long id, Fact fact) {}

  AuditTrail(CloudTrainer trainer) {
    this.log = trainer.audit();
    this.standing = new Standing(trainer);
  }

  /** Lets a request through when it is written down. */
  void handle(RoutingContext ctx) {
    if (ctx.request().method().equals(HttpMethod.GET)) {
      ctx.next();
      return;
    }
    if (!ctx.request().isEnded()) {
      ctx.request().pause();
    }
    Answers.onWorker(ctx, () -> asked(ctx)).onSuccess(asked -> go(ctx, asked)).onFailure(ctx::fail);
  }

  /** Writes down a request that was not let in, and refuses it. */
  void refused(RoutingContext ctx, CloudException why) {
    Answers.onWorker(ctx, () -> log.add(fact(ctx, "refused " + why.code())))
        .onComplete(ignored -> ctx.fail(why));
  }

  private void go(RoutingContext ctx, Asked asked) {
    ctx.addEndHandler(end -> ended(ctx, asked, end));
    ctx.request().resume();
    ctx.next();
  }

  private Asked asked(RoutingContext ctx) {
    Fact fact = fact(ctx, "asked");
    return new Asked(log.add(fact), fact);
  }

  private Fact fact(RoutingContext ctx, String outcome) {
    Caller caller = Caller.of(ctx);
    return new Fact(
        caller.name(),
        caller.role(),
        ctx.request().method() + " " + ctx.normalizedPath(),
        Standing.target(ctx),
        standing.of(ctx),
        "",
        outcome);
  }

  private void ended(RoutingContext ctx, Asked asked, AsyncResult<Void> end) {
    int status = ctx.response().getStatusCode();
    String answered = status < 400 ? "done" : "failed " + status;
    String outcome = end.succeeded() ? answered : "connection lost";
    Answers.onWorker(ctx, () -> end(ctx, asked, outcome))
        .onFailure(
            e -> LOG.error("audit: outcome of {} not kept message={}", asked.id(), e.getMessage()));
  }

  private long end(RoutingContext ctx, Asked asked, String outcome) {
    Fact was = asked.fact();
    log.end(
        asked.id(),
        new Fact(
            was.who(),
            was.role(),
            was.action(),
            was.target(),
            was.before(),
            standing.of(ctx),
            outcome));
    return asked.id();
  }
}
