package dev.thaw.cloud.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.registry.KeyHandover;
import dev.thaw.cloud.registry.KeyRing;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.Json;
import dev.thaw.cloud.web.JsonRequest;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.codec.SigningKeys;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The manifest-signing key: how devices get from one to the next, and the operator's side. */
final class KeyRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRoutes.class);

  private final CloudTrainer trainer;
  private final TrafficMeter traffic;
  private final BodyHandler body;

  KeyRoutes(CloudTrainer trainer, TrafficMeter traffic, BodyHandler body) {
    this.trainer = trainer;
    this.traffic = traffic;
    this.body = body;
  }

  void mount(Router router) {
    router.get("/v1/handovers/:fingerprint").handler(this::handover);
    router.get("/v1/admin/keys").handler(ctx -> Answers.json(ctx, this::keys));
    router.post("/v1/admin/keys/rotate").handler(body).handler(this::rotate);
  }

  private void handover(RoutingContext ctx) {
    Digest fingerprint = Digest.fromHex(ctx.pathParam("fingerprint"));
    Answers.onWorker(
            ctx,
            () -> trainer.keys().handoverFrom(fingerprint).orElseThrow(() -> none(fingerprint)))
        .onSuccess(
            found -> {
              Buffer frame = Buffer.buffer(found.handover().toBytes());
              traffic.count(WireKind.MANIFEST, frame.length());
              Answers.send(ctx, Answers.FRAME, frame);
            })
        .onFailure(ctx::fail);
  }

  private static CloudException none(Digest fingerprint) {
    return new CloudException(
        ErrorCode.NOT_FOUND, "no key followed the one with fingerprint " + fingerprint.hex());
  }

  private ObjectNode keys() {
    KeyRing ring = trainer.keys();
    ObjectNode node = Json.object();
    node.put("fingerprint", SigningKeys.fingerprint(ring.publicKey()).hex());
    node.set("history", Json.array(ring.history(), KeyRoutes::view));
    return node;
  }

  private static ObjectNode view(KeyHandover handover) {
    ObjectNode node = Json.object();
    node.put("at", handover.at().toString());
    node.put("from", handover.from().hex());
    node.put("to", handover.to().hex());
    return node;
  }

  /** The one place from which an operator changes the key. */
  private void rotate(RoutingContext ctx) {
    JsonRequest.of(ctx, Set.of());
    LOG.info("rotation of the signing key asked");
    Answers.await(ctx, trainer.rotateKey())
        .onSuccess(handover -> Answers.json(ctx, () -> view(handover)))
        .onFailure(ctx::fail);
  }
}
