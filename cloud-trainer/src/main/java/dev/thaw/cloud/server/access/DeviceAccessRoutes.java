package dev.thaw.cloud.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.access.DeviceAccess;
import dev.thaw.cloud.access.EnrolledDevice;
import dev.thaw.cloud.access.Invitation;
import dev.thaw.cloud.access.Issued;
import dev.thaw.cloud.events.Narrator;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.Json;
import dev.thaw.cloud.web.JsonRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Set;

/** How an admin lets devices in and out. */
public final class DeviceAccessRoutes {
  private static final Set<String> INVITATION = Set.of("ttlSeconds", "uses", "cohort");
  private static final long TTL_SECONDS = 15 * 60;

  private final DeviceAccess devices;
  private final Narrator narrator;
  private final BodyHandler body;

  DeviceAccessRoutes(CloudTrainer trainer, Narrator narrator, BodyHandler body) {
    this.devices = trainer.access().devices();
    this.narrator = narrator;
    this.body = body;
  }

  /** The devices that ever enrolled, for the list of devices. */
  public static JsonNode enrolments(CloudTrainer trainer) {
    return Json.array(trainer.access().devices().all(), DeviceAccessRoutes::view);
  }

  void mount(Router router) {
    router.post("/v1/admin/invitations").handler(body).handler(this::invite);
    router.post("/v1/admin/devices/:device/revoke").handler(body).handler(this::revoke);
  }

  private void invite(RoutingContext ctx) {
    JsonRequest request = JsonRequest.of(ctx, INVITATION);
    long seconds = request.optionalWhole("ttlSeconds").orElse(TTL_SECONDS);
    int uses = Math.toIntExact(Math.min(Integer.MAX_VALUE, whole(request, "uses")));
    ctx.response().putHeader("cache-control", "no-store");
    Answers.json(
        ctx,
        () ->
            view(
                devices.invite(Duration.ofSeconds(seconds), uses, request.optionalText("cohort"))));
  }

  private void revoke(RoutingContext ctx) {
    JsonRequest.of(ctx, Set.of());
    String device = ctx.pathParam("device");
    Answers.json(
        ctx,
        () -> {
          boolean changed = devices.revoke(device);
          narrator.revoked(device);
          return Json.object().put("device", device).put("changed", changed);
        });
  }

  private static long whole(JsonRequest request, String field) {
    return Math.max(0, request.optionalWhole(field).orElse(1L));
  }

  private static ObjectNode view(Issued<Invitation> issued) {
    ObjectNode node = Json.object();
    node.put("invitation", issued.secret());
    node.put("expiresAt", issued.about().expiresAt().toString());
    node.put("uses", issued.about().uses());
    Json.putText(node, "cohort", issued.about().cohort());
    return node;
  }

  private static ObjectNode view(EnrolledDevice device) {
    ObjectNode node = Json.object();
    node.put("device", device.id());
    Json.putText(node, "cohort", device.cohort());
    node.put("enrolledAt", device.enrolledAt().toString());
    Json.putText(node, "revokedAt", device.revokedAt());
    return node;
  }
}
