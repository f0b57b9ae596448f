package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.access.Caller;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.Json;
import dev.thaw.cloud.web.WireErrors;
import dev.thaw.cloud.web.WireErrors.Failure;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.FeatureBatch;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** Upload of features where a WebSocket cannot be had: as one frame, or as JSON for the curious. */
final class FeatureRoutes {
  private final CloudTrainer trainer;
  private final Intake intake;
  private final TrafficMeter traffic;
  private final BodyHandler body;

  FeatureRoutes(CloudTrainer trainer, Intake intake, TrafficMeter traffic, BodyHandler body) {
    this.trainer = trainer;
    this.intake = intake;
    this.traffic = traffic;
    this.body = body;
  }

  void mount(Router router) {
    router.post("/v1/features").handler(body).handler(this::upload).failureHandler(this::refuse);
  }

  private void upload(RoutingContext ctx) {
    String type = Answers.contentType(ctx);
    if (type.equals(Answers.FRAME)) {
      uploadFrame(ctx);
    } else if (type.equals(Answers.JSON)) {
      uploadJson(ctx);
    } else {
      throw new IllegalArgumentException(
          "content type \"" + type + "\": expected " + Answers.FRAME + " or " + Answers.JSON);
    }
  }

  private void uploadFrame(RoutingContext ctx) {
    FeatureBatch batch = own(ctx, batchIn(Answers.body(ctx)));
    intake
        .take(batch)
        .onSuccess(ack -> Answers.send(ctx, Answers.FRAME, intake.write(ack)))
        .onFailure(thrown -> refuse(ctx, WireErrors.of(thrown), batch.sequence()));
  }

  private void uploadJson(RoutingContext ctx) {
    Buffer json = Answers.body(ctx);
    traffic.count(WireKind.FEATURES_JSON, json.length());
    Answers.onWorker(ctx, () -> JsonBatch.read(Json.objectIn(json), trainer.tasks()))
        .compose(batch -> intake.take(own(ctx, batch)))
        .onSuccess(ack -> Answers.json(ctx, () -> JsonBatch.view(ack)))
        .onFailure(ctx::fail);
  }

  private static FeatureBatch own(RoutingContext ctx, FeatureBatch batch) {
    Caller.of(ctx).requireDevice(batch.deviceId());
    return batch;
  }

  private FeatureBatch batchIn(Buffer frame) {
    Message message = intake.read(frame);
    if (message instanceof FeatureBatch batch) {
      return batch;
    }
    throw new CloudException(
        ErrorCode.UNEXPECTED_MESSAGE,
        message.getClass().getSimpleName() + " where features are uploaded");
  }

  private void refuse(RoutingContext ctx) {
    if (Answers.contentType(ctx).equals(Answers.FRAME)) {
      refuse(ctx, Answers.failure(ctx), -1);
    } else {
      Answers.fail(ctx);
    }
  }

  private void refuse(RoutingContext ctx, Failure failure, long sequence) {
    Buffer frame = intake.write(WireErrors.refusal(failure, sequence));
    Answers.refuse(ctx, WireErrors.status(failure.code()), failure, Answers.FRAME, frame);
  }
}
