package dev.thaw.cloud.server.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.audit.AuditEntry;
import dev.thaw.cloud.audit.AuditLog;
import dev.thaw.cloud.audit.AuditedChange;
import dev.thaw.cloud.audit.Verification;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** What operators changed, for whoever may read. */
final class AuditRoutes {
  private static final int FEW = 100;
  private static final int MOST = 10_000;

  private final AuditLog log;

  AuditRoutes(AuditLog log) {
    this.log = log;
  }

  void mount(Router router) {
    router.get("/v1/admin/audit").handler(this::changes);
    router
        .get("/v1/admin/audit/verification")
        .handler(ctx -> Answers.json(ctx, () -> view(log.verify())));
  }

  private void changes(RoutingContext ctx) {
    Instant since = Answers.optional(ctx, "since").map(AuditRoutes::time).orElse(Instant.EPOCH);
    int limit = Answers.optional(ctx, "limit").map(AuditRoutes::limit).orElse(FEW);
    Answers.json(
        ctx,
        () -> {
          ObjectNode node = Json.object();
          node.set("changes", Json.array(log.changes(since, limit), AuditRoutes::view));
          return node;
        });
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a time such as 2026-01-31T12:00:00Z: " + text, e);
    }
  }

  private static int limit(String text) {
    if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > MOST) {
      throw new IllegalArgumentException("limit is 1 to " + MOST + ", not " + text);
    }
    return Integer.parseInt(text);
  }

  private static ObjectNode view(AuditedChange change) {
    AuditEntry.Fact asked = change.asked().fact();
    ObjectNode node = Json.object();
    node.put("id", change.asked().id());
    node.put("at", change.asked().at().toString());
    node.put("who", asked.who());
    node.put("role", asked.role());
    node.put("action", asked.action());
    node.put("target", asked.target());
    node.put("before", asked.before());
    node.put("after", change.outcome().map(end -> end.fact().after()).orElse(asked.after()));
    node.put("outcome", change.outcome().map(end -> end.fact().outcome()).orElse(asked.outcome()));
    return node;
  }

  private static ObjectNode view(Verification verification) {
    ObjectNode node = Json.object();
    if (verification instanceof Verification.Intact intact) {
      return node.put("intact", true)
          .put("entries", intact.entries())
          .put("last", intact.last().hex());
    }
    Verification.Broken broken = (Verification.Broken) verification;
    return node.put("intact", false).put("entry", broken.id()).put("why", broken.why());
  }
}
