package dev.thaw.cloud.server.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.access.DeviceAccess;
import dev.thaw.cloud.access.EnrolledDevice;
import dev.thaw.cloud.access.Issued;
import dev.thaw.cloud.events.Narrator;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.Json;
import dev.thaw.cloud.web.JsonRequest;
import dev.thaw.protocol.codec.SigningKeys;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Base64;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a device comes in: enrols once, then answers challenges. */
final class EnrolmentRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(EnrolmentRoutes.class);
  private static final Set<String> ENROLMENT = Set.of("invitation", "device", "key", "proof");
  private static final Set<String> CHALLENGE = Set.of("device");
  private static final Set<String> SESSION = Set.of("device", "challenge", "proof");

  private final CloudTrainer trainer;
  private final DeviceAccess devices;
  private final Narrator narrator;
  private final BodyHandler body;

  EnrolmentRoutes(CloudTrainer trainer, Narrator narrator, BodyHandler body) {
    this.trainer = trainer;
    this.devices = trainer.access().devices();
    this.narrator = narrator;
    this.body = body;
  }

  void mount(Router router) {
    router.post("/v1/enrol").handler(body).handler(this::enrol);
    router.post("/v1/sessions/challenge").handler(body).handler(this::challenge);
    router.post("/v1/sessions").handler(body).handler(this::open);
  }

  private void enrol(RoutingContext ctx) {
    JsonRequest request = JsonRequest.of(ctx, ENROLMENT);
    String invitation = text(request, "invitation");
    String device = text(request, "device");
    byte[] key = bytes(request, "key");
    byte[] proof = bytes(request, "proof");
    Answers.json(
        ctx,
        () -> {
          EnrolledDevice enrolled = devices.enrol(invitation, device, key, proof);
          trainer.enrolled(enrolled);
          LOG.info("device enrolled device={} cohort={}", device, enrolled.cohort().orElse("-"));
          narrator.enrolled(device);
          return view(enrolled);
        });
  }

  private ObjectNode view(EnrolledDevice device) {
    ObjectNode node = Json.object();
    node.put("device", device.id());
    Json.putText(node, "cohort", device.cohort());
    node.put("manifestKey", text(SigningKeys.toBytes(trainer.publicKey())));
    return node;
  }

  private void challenge(RoutingContext ctx) {
    String device = text(JsonRequest.of(ctx, CHALLENGE), "device");
    ObjectNode node = Json.object();
    node.put("challenge", text(devices.challenge(device)));
    node.put("expiresInMillis", DeviceAccess.CHALLENGE.toMillis());
    Answers.json(ctx, () -> node);
  }

  private void open(RoutingContext ctx) {
    JsonRequest request = JsonRequest.of(ctx, SESSION);
    String device = text(request, "device");
    byte[] challenge = bytes(request, "challenge");
    byte[] proof = bytes(request, "proof");
    ctx.response().putHeader("cache-control", "no-store");
    Answers.json(
        ctx,
        () -> {
          Issued<EnrolledDevice> session = devices.open(device, challenge, proof);
          ObjectNode node = Json.object();
          node.put("token", session.secret());
          node.put("expiresInMillis", DeviceAccess.SESSION.toMillis());
          return node;
        });
  }

  private static String text(JsonRequest request, String field) {
    return request
        .optionalText(field)
        .orElseThrow(() -> new IllegalArgumentException("field \"" + field + "\" is missing"));
  }

  private static byte[] bytes(JsonRequest request, String field) {
    try {
      return Base64.getDecoder().decode(text(request, field));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("field \"" + field + "\" is not base64", e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
