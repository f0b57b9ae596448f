package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.server.access.Caller;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.WireErrors;
import dev.thaw.cloud.web.WireErrors.Failure;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.Status;
import dev.thaw.protocol.Scope;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;

/** How a device without a WebSocket is doing. */
final class StatusRoute {
  private final CloudTrainer trainer;
  private final Intake intake;
  private final BodyHandler body;

  StatusRoute(CloudTrainer trainer, Intake intake, BodyHandler body) {
    this.trainer = trainer;
    this.intake = intake;
    this.body = body;
  }

  void mount(Router router) {
    router
        .post("/v1/tasks/:task/status")
        .handler(body)
        .handler(this::status)
        .failureHandler(this::refuse);
  }

  private void status(RoutingContext ctx) {
    Answers.requireContentType(ctx, Answers.FRAME);
    String task = ctx.pathParam("task");
    String device = new Scope.OfDevice(Answers.required(ctx, "device")).id();
    Caller.of(ctx).requireDevice(device);
    Status status = statusIn(Answers.body(ctx));
    DeviceReport report =
        new DeviceReport(device, task, Optional.empty(), status.current(), status.status());
    Answers.onWorker(ctx, () -> keep(report))
        .onSuccess(kept -> ctx.response().setStatusCode(204).end())
        .onFailure(ctx::fail);
  }

  private DeviceReport keep(DeviceReport report) {
    trainer.freeze(report.task()); // nothing is kept of a task that is not installed
    trainer.deviceSeen(report);
    return report;
  }

  private Status statusIn(Buffer frame) {
    Message message = intake.read(frame);
    if (message instanceof Status status) {
      return status;
    }
    throw new CloudException(
        ErrorCode.UNEXPECTED_MESSAGE,
        message.getClass().getSimpleName() + " where a status is reported");
  }

  private void refuse(RoutingContext ctx) {
    Failure failure = Answers.failure(ctx);
    Buffer frame = intake.write(WireErrors.refusal(failure, -1));
    Answers.refuse(ctx, WireErrors.status(failure.code()), failure, Answers.FRAME, frame);
  }
}
