package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.access.Caller;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.WireErrors;
import dev.thaw.cloud.web.WireErrors.Failure;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.Lost;
import dev.thaw.protocol.Scope;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;

/** What a device without a WebSocket is to send again, and what it says it cannot. */
final class RepairRoutes {
  private final CloudTrainer trainer;
  private final Intake intake;
  private final BodyHandler body;
  private final int maxFrameBytes;

  RepairRoutes(CloudTrainer trainer, Intake intake, BodyHandler body, int maxFrameBytes) {
    this.trainer = trainer;
    this.intake = intake;
    this.body = body;
    this.maxFrameBytes = maxFrameBytes;
  }

  void mount(Router router) {
    router.get("/v1/tasks/:task/repairs").handler(this::repairs);
    router
        .post("/v1/tasks/:task/lost")
        .handler(body)
        .handler(this::lost)
        .failureHandler(this::refuse);
  }

  private void repairs(RoutingContext ctx) {
    String task = ctx.pathParam("task");
    String device = new Scope.OfDevice(Answers.required(ctx, "device")).id();
    Caller.of(ctx).requireDevice(device);
    Answers.onWorker(ctx, () -> firstPage(task, device))
        .onSuccess(frame -> answer(ctx, frame))
        .onFailure(ctx::fail);
  }

  private Optional<Buffer> firstPage(String task, String device) {
    RepairPages pages = new RepairPages(task, trainer.repairs(task, device), maxFrameBytes);
    return pages.count() == 0 ? Optional.empty() : Optional.of(intake.write(pages.page(0)));
  }

  private static void answer(RoutingContext ctx, Optional<Buffer> frame) {
    if (frame.isPresent()) {
      Answers.send(ctx, Answers.FRAME, frame.get());
    } else {
      ctx.response().setStatusCode(204).end();
    }
  }

  private void lost(RoutingContext ctx) {
    Answers.requireContentType(ctx, Answers.FRAME);
    Lost lost = lostIn(Answers.body(ctx));
    Caller.of(ctx).requireDevice(lost.deviceId());
    String task = ctx.pathParam("task");
    if (!lost.task().equals(task)) {
      throw new IllegalArgumentException(
          "samples of task " + lost.task() + " at the address of task " + task);
    }
    note(lost).onSuccess(ignored -> ctx.response().setStatusCode(204).end()).onFailure(ctx::fail);
  }

  private Future<Void> note(Lost lost) {
    return intake.isDraining()
        ? Future.failedFuture(new CloudException(ErrorCode.BUSY, "the server is closing"))
        : intake.note(lost);
  }

  private Lost lostIn(Buffer frame) {
    Message message = intake.read(frame);
    if (message instanceof Lost lost) {
      return lost;
    }
    throw new CloudException(
        ErrorCode.UNEXPECTED_MESSAGE,
        message.getClass().getSimpleName() + " where lost samples are reported");
  }

  private void refuse(RoutingContext ctx) {
    Failure failure = Answers.failure(ctx);
    Buffer frame = intake.write(WireErrors.refusal(failure, -1));
    Answers.refuse(ctx, WireErrors.status(failure.code()), failure, Answers.FRAME, frame);
  }
}
