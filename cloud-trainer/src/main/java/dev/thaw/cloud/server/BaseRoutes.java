package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.freeze.BaseChange;
import dev.thaw.cloud.web.Answers;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishing a base model. The header {@code Thaw-Operation} is required because a foreign web page
 * can send bytes, but no header of its own, without the browser asking this server first.
 */
final class BaseRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(BaseRoutes.class);
  private static final String OPERATION = "Thaw-Operation";
  private static final String PUBLISH = "publish-base";
  private static final String SIGNATURE = "Thaw-Signature";
  private static final long MAX_BYTES = 256L << 20;

  private final CloudTrainer trainer;

  BaseRoutes(CloudTrainer trainer) {
    this.trainer = trainer;
  }

  void mount(Router router) {
    router
        .post("/v1/admin/base")
        .handler((SecurityPolicyHandler) BaseRoutes::requireOperation)
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BYTES))
        .handler(this::publish);
  }

  private static void requireOperation(RoutingContext ctx) {
    Answers.requireContentType(ctx, Answers.BYTES);
    if (!PUBLISH.equals(ctx.request().getHeader(OPERATION))) {
      throw new IllegalArgumentException("header " + OPERATION + " is not \"" + PUBLISH + '"');
    }
    ctx.next();
  }

  private void publish(RoutingContext ctx) {
    Optional<byte[]> signature = signature(ctx);
    Answers.onWorker(ctx, () -> begin(Answers.body(ctx).getBytes(), signature))
        .compose(change -> Answers.await(ctx, change))
        .onSuccess(change -> Answers.json(ctx, () -> FreezeJson.base(change)))
        .onFailure(ctx::fail);
  }

  private CompletableFuture<BaseChange> begin(byte[] file, Optional<byte[]> signature) {
    LOG.info("base model handed in bytes={} signed={}", file.length, signature.isPresent());
    return trainer.publishBase(file, signature);
  }

  private static Optional<byte[]> signature(RoutingContext ctx) {
    return Optional.ofNullable(ctx.request().getHeader(SIGNATURE)).map(BaseRoutes::decoded);
  }

  private static byte[] decoded(String header) {
    try {
      return Base64.getDecoder().decode(header.trim());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("header " + SIGNATURE + " is not base64", e);
    }
  }
}
