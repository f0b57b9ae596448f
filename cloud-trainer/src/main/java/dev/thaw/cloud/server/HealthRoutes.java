package dev.thaw.cloud.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** What machines ask: alive, ready, metrics, and the description of this interface. */
final class HealthRoutes {
  private static final String OPENAPI = "/dev/thaw/cloud/openapi.yaml";

  private final CloudTrainer trainer;
  private final Intake intake;
  private final CloudMetrics metrics;
  private final Buffer description;

  HealthRoutes(CloudTrainer trainer, Intake intake, CloudMetrics metrics) {
    this.trainer = trainer;
    this.intake = intake;
    this.metrics = metrics;
    this.description = Buffer.buffer(openApi());
  }

  void mount(Router router) {
    router.get("/healthz").handler(ctx -> Answers.send(ctx, "text/plain", Buffer.buffer("ok\n")));
    router.get("/readyz").handler(this::ready);
    router.get("/metrics").handler(this::scrape);
    router
        .get("/v1/openapi.yaml")
        .handler(ctx -> Answers.send(ctx, "application/yaml", description));
  }

  /** The OpenAPI file, as served. */
  static byte[] openApi() {
    try (InputStream in = HealthRoutes.class.getResourceAsStream(OPENAPI)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + OPENAPI);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ready(RoutingContext ctx) {
    Answers.onWorker(ctx, () -> readiness())
        .onSuccess(
            node -> {
              ctx.response().setStatusCode(node.path("ready").asBoolean() ? 200 : 503);
              Answers.send(ctx, Answers.JSON, Buffer.buffer(node.toString()));
            })
        .onFailure(ctx::fail);
  }

  private ObjectNode readiness() {
    boolean closing = intake.isDraining();
    int tasks = trainer.tasks().size();
    Optional<String> trouble = trainer.storageTrouble();
    ObjectNode node = Json.object();
    node.put("ready", !closing && tasks > 0 && trouble.isEmpty());
    node.put("closing", closing);
    node.put("tasks", tasks);
    trouble.ifPresent(why -> node.put("storage", why));
    return node;
  }

  private void scrape(RoutingContext ctx) {
    Answers.onWorker(ctx, metrics::scrape)
        .onSuccess(
            text ->
                Answers.send(ctx, "text/plain; version=0.0.4; charset=utf-8", Buffer.buffer(text)))
        .onFailure(ctx::fail);
  }
}
