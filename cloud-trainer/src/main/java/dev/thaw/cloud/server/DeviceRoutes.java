package dev.thaw.cloud.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.server.access.Caller;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.Json;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.codec.ManifestCodec;
import dev.thaw.protocol.codec.SigningKeys;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** What devices download: tasks, signed manifests, layers and the key that verifies them. */
final class DeviceRoutes {
  private final CloudTrainer trainer;
  private final TrafficMeter traffic;
  private final ReadableLayers readable;

  /** A manifest to be sent, with its entity tag. */
  private record Envelope(String entityTag, Buffer bytes) {
    static Envelope of(SignedManifest signed) {
      return new Envelope(
          '"' + signed.digest().hex() + '"', Buffer.buffer(ManifestCodec.toEnvelope(signed)));
    }
  }

  DeviceRoutes(CloudTrainer trainer, TrafficMeter traffic) {
    this.trainer = trainer;
    this.traffic = traffic;
    this.readable = new ReadableLayers(trainer);
  }

  void mount(Router router) {
    router.get("/v1/tasks").handler(ctx -> Answers.json(ctx, this::tasks));
    router.get("/v1/tasks/:task").handler(ctx -> Answers.json(ctx, () -> task(ctx)));
    router.get("/v1/tasks/:task/manifest").handler(this::manifest);
    router.get("/v1/layers/:digest").handler(this::layer);
    router.get("/v1/key").handler(this::key);
  }

  private JsonNode tasks() {
    ObjectNode node = Json.object();
    node.set("tasks", Json.array(trainer.tasks(), this::view));
    return node;
  }

  private JsonNode task(RoutingContext ctx) {
    String name = ctx.pathParam("task");
    return trainer.tasks().stream()
        .filter(task -> task.name().equals(name))
        .map(this::view)
        .findFirst()
        .orElseThrow(
            () -> new CloudException(ErrorCode.UNKNOWN_TASK, "unknown task \"" + name + '"'));
  }

  private ObjectNode view(TaskSpec task) {
    ObjectNode node = Json.object();
    node.put("task", task.name());
    node.put("architecture", task.architecture());
    node.set("labels", Json.texts(task.labels()));
    node.set(
        "inputShapes",
        Json.array(
            task.inputShapes(),
            shape ->
                Json.array(Arrays.stream(shape.extents()).boxed().toList(), DeviceRoutes::number)));
    node.set("freeze", AdminJson.freeze(trainer.freeze(task.name())));
    return node;
  }

  private static JsonNode number(int value) {
    return IntNode.valueOf(value);
  }

  private void manifest(RoutingContext ctx) {
    String task = ctx.pathParam("task");
    String device = new Scope.OfDevice(Answers.required(ctx, "device")).id();
    Caller caller = Caller.of(ctx);
    caller.requireDevice(device);
    Optional<String> cohort =
        caller.cohort(Answers.optional(ctx, "cohort").map(name -> new Scope.Cohort(name).name()));
    Optional<Digest> installed = installed(ctx);
    Answers.onWorker(
            ctx,
            () -> {
              SignedManifest signed = trainer.manifestFor(task, device, cohort);
              trainer.deviceSeen(new DeviceReport(device, task, cohort, installed, Map.of()));
              return Envelope.of(signed);
            })
        .onSuccess(envelope -> send(ctx, envelope))
        .onFailure(ctx::fail);
  }

  private void send(RoutingContext ctx, Envelope envelope) {
    ctx.response().putHeader("etag", envelope.entityTag()).putHeader("cache-control", "no-cache");
    if (Answers.isKnown(ctx, envelope.entityTag())) {
      ctx.response().setStatusCode(304).end();
      return;
    }
    traffic.count(WireKind.MANIFEST, envelope.bytes().length());
    Answers.send(ctx, Answers.FRAME, envelope.bytes());
  }

  /** The manifest a device asks "newer than this?" about is the one it runs. */
  private static Optional<Digest> installed(RoutingContext ctx) {
    String tag = ctx.request().getHeader("if-none-match");
    if (tag == null || !tag.matches("\"[0-9a-f]{64}\"")) {
      return Optional.empty();
    }
    return Optional.of(Digest.fromHex(tag.substring(1, tag.length() - 1)));
  }

  private void layer(RoutingContext ctx) {
    Digest digest = Digest.fromHex(ctx.pathParam("digest"));
    Caller caller = Caller.of(ctx);
    Answers.onWorker(ctx, () -> layerBytes(caller, digest))
        .onSuccess(bytes -> sendLayer(ctx, digest, bytes))
        .onFailure(ctx::fail);
  }

  /** What a device may not have is answered like what does not exist. */
  private byte[] layerBytes(Caller caller, Digest digest) {
    return trainer
        .layer(digest)
        .filter(bytes -> readable.mayRead(caller, digest))
        .orElseThrow(
            () ->
                new CloudException(
                    ErrorCode.NOT_FOUND,
                    "there is no layer "
                        + digest.hex()
                        + "; if a manifest names it, ask for the manifest again"));
  }

  private void sendLayer(RoutingContext ctx, Digest digest, byte[] bytes) {
    String entityTag = '"' + digest.hex() + '"';
    ctx.response()
        .putHeader("etag", entityTag)
        .putHeader("cache-control", "private, max-age=31536000, immutable");
    if (Answers.isKnown(ctx, entityTag)) {
      ctx.response().setStatusCode(304).end();
      return;
    }
    traffic.count(WireKind.LAYER, bytes.length);
    Answers.send(ctx, Answers.BYTES, Buffer.buffer(bytes));
  }

  private void key(RoutingContext ctx) {
    byte[] key = SigningKeys.toBytes(trainer.publicKey());
    Answers.send(ctx, "text/plain", Buffer.buffer(Base64.getEncoder().encodeToString(key)));
  }
}
