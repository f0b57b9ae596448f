package dev.thaw.cloud.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.erasure.Affected;
import dev.thaw.cloud.erasure.ErasurePlan;
import dev.thaw.cloud.erasure.SignedReceipt;
import dev.thaw.cloud.erasure.Subject;
import dev.thaw.cloud.features.HeldRows;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.Json;
import dev.thaw.cloud.web.JsonRequest;
import dev.thaw.protocol.SampleId;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Erasing devices and samples, and the receipts of it. */
final class ErasureRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(ErasureRoutes.class);
  private static final Set<String> FIELDS = Set.of("task", "device", "sample", "dryRun");

  private final CloudTrainer trainer;
  private final OperatorTask operatorTask;
  private final BodyHandler body;

  ErasureRoutes(CloudTrainer trainer, BodyHandler body) {
    this.trainer = trainer;
    this.operatorTask = new OperatorTask(trainer);
    this.body = body;
  }

  void mount(Router router) {
    router.post("/v1/admin/features/erase").handler(body).handler(this::erase);
    router
        .get("/v1/admin/features/receipts")
        .handler(ctx -> Answers.json(ctx, () -> receipts(ctx)));
  }

  private void erase(RoutingContext ctx) {
    JsonRequest request = JsonRequest.of(ctx, FIELDS);
    boolean dryRun = request.optionalFlag("dryRun").orElse(false);
    Answers.onWorker(ctx, () -> subject(request))
        .compose(subject -> dryRun ? plan(ctx, subject) : erased(ctx, subject))
        .onSuccess(answer -> Answers.json(ctx, () -> answer))
        .onFailure(ctx::fail);
  }

  private Subject subject(JsonRequest request) {
    return new Subject(
        operatorTask.of(request.optionalText("task")),
        request.optionalText("device"),
        request.optionalText("sample").map(SampleId::fromHex));
  }

  /** Who is erased is not logged. */
  private Future<JsonNode> erased(RoutingContext ctx, Subject subject) {
    LOG.info("erasure asked task={} device={}", subject.task(), subject.isDevice());
    return Answers.onWorker(ctx, () -> trainer.erase(subject))
        .compose(erased -> Answers.await(ctx, erased))
        .map(SignedReceipt::toJson);
  }

  private Future<JsonNode> plan(RoutingContext ctx, Subject subject) {
    return Answers.onWorker(ctx, () -> json(trainer.planErasure(subject)));
  }

  private static JsonNode json(ErasurePlan plan) {
    HeldRows held = plan.rows().held();
    ObjectNode node = Json.object();
    node.put("dryRun", true);
    node.put("task", plan.subject().task());
    node.set("devices", Json.texts(plan.devices()));
    node.putObject("rows")
        .put("features", held.features())
        .put("lost", held.lost())
        .put("owed", held.owed())
        .put("devices", plan.rows().devices())
        .put("versions", plan.rows().versions())
        .put("runs", plan.rows().runs());
    Json.putText(node, "ownVersion", plan.own());
    node.set("heads", Json.array(plan.toRenew(), ErasureRoutes::head));
    return node;
  }

  private static JsonNode head(Affected head) {
    return Json.object()
        .put("scope", head.scope().path())
        .put("before", head.learnt().orElseThrow());
  }

  private JsonNode receipts(RoutingContext ctx) {
    String task = operatorTask.of(ctx);
    ObjectNode node = Json.object();
    node.put("task", task);
    Optional<String> id = Answers.optional(ctx, "id");
    node.set(
        "receipts",
        Json.array(
            trainer.erasureReceipts(task).stream()
                .filter(receipt -> id.isEmpty() || id.get().equals(receipt.id()))
                .toList(),
            SignedReceipt::toJson));
    return node;
  }
}
