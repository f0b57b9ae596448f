package dev.thaw.cloud.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.advice.AdviceLimits;
import dev.thaw.cloud.devices.DeviceRecord;
import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.policy.FreezePolicy;
import dev.thaw.cloud.server.RepairFigures.RepairSums;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.Json;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's hand on the freeze point: where it stands, moving it, watching it move, what would
 * be best, and who decides. Each change names itself, so that asking twice is one change.
 */
final class FreezeRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(FreezeRoutes.class);

  private final CloudTrainer trainer;
  private final OperatorTask task;
  private final ConnectedDevices devices;
  private final RepairFigures repairs;
  private final BodyHandler body;

  FreezeRoutes(
      CloudTrainer trainer, ConnectedDevices devices, RepairFigures repairs, BodyHandler body) {
    this.trainer = trainer;
    this.task = new OperatorTask(trainer);
    this.devices = devices;
    this.repairs = repairs;
    this.body = body;
  }

  void mount(Router router) {
    router.get("/v1/admin/freeze").handler(ctx -> Answers.json(ctx, () -> freeze(task.of(ctx))));
    router.put("/v1/admin/freeze").handler(body).handler(this::set);
    router.delete("/v1/admin/freeze/change").handler(ctx -> Answers.json(ctx, () -> cancel(ctx)));
    router
        .get("/v1/admin/freeze/status")
        .handler(ctx -> Answers.json(ctx, () -> status(task.of(ctx))));
    router.get("/v1/admin/freeze/advice").handler(this::advise);
    router
        .get("/v1/admin/freeze/policy")
        .handler(ctx -> Answers.json(ctx, () -> policy(task.of(ctx))));
    router.put("/v1/admin/freeze/policy").handler(body).handler(this::setPolicy);
  }

  private JsonNode freeze(String name) {
    ObjectNode node = AdminJson.freeze(trainer.freeze(name));
    node.put("task", name);
    task.globalModel(name).ifPresent(model -> node.set("layers", AdminJson.layerNames(model)));
    return node;
  }

  private void set(RoutingContext ctx) {
    SwitchRequest request = SwitchRequest.of(ctx);
    if (request.dryRun()) {
      Answers.json(ctx, () -> FreezeJson.plan(trainer.planDepth(task.of(ctx), request.depth())));
      return;
    }
    Answers.onWorker(ctx, () -> begin(task.of(ctx), request))
        .compose(change -> request.waits() ? ended(ctx, change) : begun(ctx, change))
        .onFailure(ctx::fail);
  }

  private CompletableFuture<FreezeChange> begin(String name, SwitchRequest request) {
    LOG.info("change of depth asked task={} depth={} {}", name, request.depth(), request.when());
    return trainer.setDepth(name, request.depth(), request.when());
  }

  private static Future<FreezeChange> ended(
      RoutingContext ctx, CompletableFuture<FreezeChange> change) {
    return Answers.await(ctx, change)
        .onSuccess(done -> Answers.json(ctx, () -> FreezeJson.change(done)));
  }

  /** Answers at once, unless the change was refused. */
  private Future<FreezeChange> begun(RoutingContext ctx, CompletableFuture<FreezeChange> change) {
    if (change.isCompletedExceptionally()) {
      return Answers.await(ctx, change);
    }
    ctx.response().setStatusCode(202);
    Answers.json(ctx, () -> status(task.of(ctx)));
    return Future.succeededFuture();
  }

  private JsonNode cancel(RoutingContext ctx) {
    String name = task.of(ctx);
    boolean cancelled = trainer.cancelChange(name);
    LOG.info("change of depth called off task={} cancelled={}", name, cancelled);
    return status(name).put("cancelled", cancelled);
  }

  private ObjectNode status(String name) {
    ObjectNode node = FreezeJson.status(trainer.freezeStatus(name));
    node.set("wanted", AdminJson.freeze(trainer.wantedFreeze(name)));
    RepairSums sums = repairs.of(name);
    ObjectNode samples = node.putObject("samples");
    samples.put("ready", sums.ready());
    samples.put("waiting", sums.waiting());
    samples.put("lost", sums.lost());
    node.set("devices", devices(name).put("waitingRepair", sums.devicesWaiting()));
    return node;
  }

  private ObjectNode devices(String name) {
    List<DeviceRecord> known =
        trainer.devices().stream().filter(device -> device.task().equals(name)).toList();
    Set<String> ids = devices.connected(name);
    List<DeviceRecord> connected =
        known.stream().filter(device -> ids.contains(device.deviceId())).toList();
    ObjectNode node = Json.object();
    node.put("known", known.size());
    node.put("connected", connected.size());
    node.put("switched", known.stream().filter(this::isSwitched).count());
    node.put("connectedSwitched", connected.stream().filter(this::isSwitched).count());
    return node;
  }

  /** Whether the device said last that it runs what it should. */
  private boolean isSwitched(DeviceRecord device) {
    return device
        .current()
        .filter(
            trainer.manifestFor(device.task(), device.deviceId(), device.cohort()).digest()::equals)
        .isPresent();
  }

  private void advise(RoutingContext ctx) {
    AdviceLimits limits = PolicyRequest.limits(ctx);
    Answers.onWorker(ctx, () -> trainer.advise(task.of(ctx), limits))
        .compose(advice -> Answers.await(ctx, advice))
        .onSuccess(advice -> Answers.json(ctx, () -> FreezeJson.advice(advice)))
        .onFailure(ctx::fail);
  }

  private JsonNode policy(String name) {
    return FreezeJson.policy(name, trainer.policy(name), trainer.lastDecision(name));
  }

  private void setPolicy(RoutingContext ctx) {
    PolicyRequest request = PolicyRequest.of(ctx);
    Answers.json(
        ctx,
        () -> {
          String name = task.of(ctx);
          FreezePolicy changed = request.appliedTo(trainer.policy(name));
          trainer.setPolicy(name, changed);
          LOG.info("freeze policy set task={} {}", name, changed);
          return policy(name);
        });
  }
}
