package dev.thaw.cloud.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.CloudStats;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.features.FeatureCounts;
import dev.thaw.cloud.server.access.DeviceAccessRoutes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.tls.ListenerTls;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.Json;
import dev.thaw.cloud.web.JsonRequest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.TaskSpec;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's side: what is there, and asking for a training run. Where {@code task} is left
 * out, the only one is meant.
 *
 * <p>Requests that change something must carry JSON, or another thing that no foreign web page can
 * send without the browser asking this server first (which it does not allow).
 */
final class AdminRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(AdminRoutes.class);
  private static final Set<String> TRAIN_FIELDS = Set.of("task", "scope");

  private final CloudTrainer trainer;
  private final OperatorTask operatorTask;
  private final ConnectedDevices devices;
  private final TrafficMeter traffic;
  private final BodyHandler body;
  private final Optional<ListenerTls> tls;

  AdminRoutes(
      CloudTrainer trainer,
      ConnectedDevices devices,
      TrafficMeter traffic,
      BodyHandler body,
      Optional<ListenerTls> tls) {
    this.trainer = trainer;
    this.operatorTask = new OperatorTask(trainer);
    this.devices = devices;
    this.traffic = traffic;
    this.body = body;
    this.tls = tls;
  }

  void mount(Router router) {
    router.get("/v1/admin/status").handler(ctx -> Answers.json(ctx, () -> status(ctx)));
    router.get("/v1/admin/devices").handler(ctx -> Answers.json(ctx, () -> devices(ctx)));
    router.get("/v1/admin/features").handler(ctx -> Answers.json(ctx, () -> features(ctx)));
    router.get("/v1/admin/models").handler(ctx -> Answers.json(ctx, () -> models(ctx)));
    router.get("/v1/admin/runs").handler(ctx -> Answers.json(ctx, () -> runs(ctx)));
    router.get("/v1/admin/runs/:id").handler(ctx -> Answers.json(ctx, () -> run(ctx)));
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
    tls.ifPresent(listener -> node.set("tls", TlsJson.of(listener.status())));
    return node;
  }

  private List<TaskSpec> tasks(Optional<String> only) {
    only.ifPresent(operatorTask::require);
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
    trainer
        .freezeStatus(task.name())
        .change()
        .ifPresent(change -> node.set("change", FreezeJson.running(change)));
    node.put("usable", counts.usable());
    node.put("voided", counts.voided());
    node.put("lost", counts.lost());
    operatorTask
        .globalModel(task.name())
        .ifPresent(
            model -> {
              node.put("globalVersion", model.manifest().version());
              node.put("globalManifest", model.digest().hex());
              node.set("layers", AdminJson.layerNames(model));
            });
    return node;
  }

  private JsonNode devices(RoutingContext ctx) {
    Optional<String> task = Answers.optional(ctx, "task");
    task.ifPresent(operatorTask::require);
    ObjectNode node = Json.object();
    node.set(
        "devices",
        Json.array(
            trainer.devices().stream()
                .filter(device -> task.isEmpty() || task.get().equals(device.task()))
                .toList(),
            device ->
                AdminJson.device(device, devices.isConnected(device.task(), device.deviceId()))));
    node.set("enrolments", DeviceAccessRoutes.enrolments(trainer));
    return node;
  }

  private JsonNode features(RoutingContext ctx) {
    return AdminJson.features(trainer.featureCounts(operatorTask.of(ctx)));
  }

  private JsonNode models(RoutingContext ctx) {
    String task = operatorTask.of(ctx);
    Optional<Scope> scope = Answers.optional(ctx, "scope").map(Scope::parse);
    ObjectNode node = Json.object();
    node.put("task", task);
    node.set("models", Json.array(trainer.models(task, scope), AdminJson::model));
    return node;
  }

  private JsonNode runs(RoutingContext ctx) {
    String task = operatorTask.of(ctx);
    ObjectNode node = Json.object();
    node.put("task", task);
    node.set("runs", Json.array(trainer.runs(task), AdminJson::run));
    return node;
  }

  private JsonNode run(RoutingContext ctx) {
    String task = operatorTask.of(ctx);
    long id = runId(ctx.pathParam("id"));
    return trainer
        .run(task, id)
        .map(AdminJson::runWithCurve)
        .orElseThrow(() -> new CloudException(ErrorCode.NOT_FOUND, noRun(task, id)));
  }

  private static long runId(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw new IllegalArgumentException("not the number of a run: \"" + text + '"');
    }
    return Long.parseLong(text);
  }

  private static String noRun(String task, long id) {
    return "task %s has no run %d: the list of runs names those that are kept".formatted(task, id);
  }

  private void train(RoutingContext ctx) {
    JsonRequest request = JsonRequest.of(ctx, TRAIN_FIELDS);
    Scope scope = request.optionalText("scope").map(Scope::parse).orElse(Scope.GLOBAL);
    Optional<String> named = request.optionalText("task");
    Answers.onWorker(ctx, () -> operatorTask.of(named))
        .compose(
            task -> {
              LOG.info("training asked task={} scope={}", task, scope);
              return Answers.await(ctx, trainer.train(task, scope));
            })
        .onSuccess(run -> Answers.json(ctx, () -> AdminJson.run(run)))
        .onFailure(ctx::fail);
  }
}
