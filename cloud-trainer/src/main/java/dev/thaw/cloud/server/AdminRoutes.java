package dev.thaw.cloud.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.CloudStats;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.features.FeatureCounts;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.TaskSpec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's side: what is there, and the two things an operator does, moving the freeze point
 * and asking for a training run. Where {@code task} is left out, the only one is meant.
 *
 * <p>Requests that change something must carry JSON, so that no foreign web page can send them
 * without the browser asking this server first (which it does not allow).
 */
final class AdminRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(AdminRoutes.class);

  private final CloudTrainer trainer;
  private final ConnectedDevices devices;
  private final TrafficMeter traffic;
  private final BodyHandler body;

  AdminRoutes(
      CloudTrainer trainer, ConnectedDevices devices, TrafficMeter traffic, BodyHandler body) {
    this.trainer = trainer;
    this.devices = devices;
    this.traffic = traffic;
    this.body = body;
  }

  void mount(Router router) {
    router.get("/v1/admin/status").handler(ctx -> Answers.json(ctx, () -> status(ctx)));
    router.get("/v1/admin/devices").handler(ctx -> Answers.json(ctx, () -> devices(ctx)));
    router.get("/v1/admin/features").handler(ctx -> Answers.json(ctx, () -> features(ctx)));
    router.get("/v1/admin/models").handler(ctx -> Answers.json(ctx, () -> models(ctx)));
    router.get("/v1/admin/runs").handler(ctx -> Answers.json(ctx, () -> runs(ctx)));
    router.get("/v1/admin/freeze").handler(ctx -> Answers.json(ctx, () -> freeze(ctx)));
    router.put("/v1/admin/freeze").handler(body).handler(this::setFreeze);
    router.post("/v1/admin/train").handler(body).handler(this::train);
  }

  private JsonNode status(RoutingContext ctx) {
    CloudStats stats = trainer.stats();
    ObjectNode node = Json.object();
    node.set("tasks", Json.array(tasks(Answers.optional(ctx, "task")), this::taskStatus));
    ObjectNode known = node.putObject("devices");
    known.put("known", stats.devices());
    known.put("connected", devices.count());
    node.set("intake", AdminJson.intake(stats));
    node.set("training", AdminJson.training(stats));
    node.set("traffic", AdminJson.traffic(traffic.snapshot()));
    return node;
  }

  private List<TaskSpec> tasks(Optional<String> only) {
    only.ifPresent(this::requireTask);
    return trainer.tasks().stream()
        .filter(task -> only.isEmpty() || only.get().equals(task.name()))
        .toList();
  }

  private ObjectNode taskStatus(TaskSpec task) {
    FeatureCounts counts = trainer.featureCounts(task.name());
    ObjectNode node = Json.object();
    node.put("task", task.name());
    node.put("architecture", task.architecture());
    node.put("labels", task.labels().size());
    node.set("freeze", AdminJson.freeze(trainer.freeze(task.name())));
    node.put("usable", counts.usable());
    node.put("voided", counts.voided());
    globalModel(task.name())
        .ifPresent(
            model -> {
              node.put("globalVersion", model.manifest().version());
              node.put("globalManifest", model.digest().hex());
              node.set(
                  "layers",
                  Json.texts(model.manifest().layers().stream().map(l -> l.name()).toList()));
            });
    return node;
  }

  private Optional<ModelVersion> globalModel(String task) {
    return trainer.models(task, Optional.of(Scope.GLOBAL)).stream()
        .filter(ModelVersion::current)
        .findFirst();
  }

  private JsonNode devices(RoutingContext ctx) {
    Optional<String> task = Answers.optional(ctx, "task");
    task.ifPresent(this::requireTask);
    ObjectNode node = Json.object();
    node.set(
        "devices",
        Json.array(
            trainer.devices().stream()
                .filter(device -> task.isEmpty() || task.get().equals(device.task()))
                .toList(),
            device ->
                AdminJson.device(device, devices.isConnected(device.task(), device.deviceId()))));
    return node;
  }

  private JsonNode features(RoutingContext ctx) {
    return AdminJson.features(trainer.featureCounts(task(ctx)));
  }

  private JsonNode models(RoutingContext ctx) {
    String task = task(ctx);
    Optional<Scope> scope = Answers.optional(ctx, "scope").map(Scope::parse);
    ObjectNode node = Json.object();
    node.put("task", task);
    node.set("models", Json.array(trainer.models(task, scope), AdminJson::model));
    return node;
  }

  private JsonNode runs(RoutingContext ctx) {
    String task = task(ctx);
    ObjectNode node = Json.object();
    node.put("task", task);
    node.set("runs", Json.array(trainer.runs(task), AdminJson::run));
    return node;
  }

  private JsonNode freeze(RoutingContext ctx) {
    String task = task(ctx);
    ObjectNode node = AdminJson.freeze(trainer.freeze(task));
    node.put("task", task);
    globalModel(task)
        .ifPresent(
            model ->
                node.set(
                    "layers",
                    Json.texts(model.manifest().layers().stream().map(l -> l.name()).toList())));
    return node;
  }

  private void setFreeze(RoutingContext ctx) {
    int depth = wholeIn(jsonBody(ctx), "depth");
    answer(
        ctx,
        Answers.onWorker(ctx, () -> taskAsked(ctx, depth))
            .compose(task -> Answers.await(ctx, trainer.setDepth(task, depth)))
            .map(AdminJson::change));
  }

  private String taskAsked(RoutingContext ctx, int depth) {
    String task = task(ctx);
    LOG.info("change of depth asked task={} depth={}", task, depth);
    return task;
  }

  private void train(RoutingContext ctx) {
    ObjectNode request = jsonBody(ctx);
    Scope scope = Scope.parse(request.path("scope").asText(Scope.GLOBAL.path()));
    Optional<String> named = Optional.ofNullable(request.path("task").textValue());
    answer(
        ctx,
        Answers.onWorker(ctx, () -> task(named))
            .compose(
                task -> {
                  LOG.info("training asked task={} scope={}", task, scope);
                  return Answers.await(ctx, trainer.train(task, scope));
                })
            .map(AdminJson::run));
  }

  private static void answer(RoutingContext ctx, Future<ObjectNode> later) {
    later.onSuccess(node -> Answers.json(ctx, () -> node)).onFailure(ctx::fail);
  }

  private String task(RoutingContext ctx) {
    return task(Answers.optional(ctx, "task"));
  }

  private String task(Optional<String> named) {
    return named.orElseGet(this::onlyTask);
  }

  /** Refuses a task that is not installed, by its name. */
  private void requireTask(String name) {
    trainer.freeze(name);
  }

  private String onlyTask() {
    List<String> names = trainer.tasks().stream().map(TaskSpec::name).toList();
    if (names.size() == 1) {
      return names.get(0);
    }
    throw names.isEmpty()
        ? new CloudException(ErrorCode.UNKNOWN_TASK, "no task is installed")
        : new IllegalArgumentException("which task? one of " + String.join(", ", names));
  }

  private static ObjectNode jsonBody(RoutingContext ctx) {
    String type = ctx.request().getHeader("content-type");
    if (type == null || !type.startsWith(Answers.JSON)) {
      throw new IllegalArgumentException("content type \"" + type + "\": expected " + Answers.JSON);
    }
    Buffer buffer = ctx.body().buffer();
    try {
      return Json.objectIn(buffer == null ? Buffer.buffer() : buffer);
    } catch (IOException e) {
      throw new IllegalArgumentException("the body is not JSON", e);
    }
  }

  private static int wholeIn(ObjectNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isInt()) {
      throw new IllegalArgumentException("field \"" + field + "\" is not a whole number");
    }
    return value.intValue();
  }
}
