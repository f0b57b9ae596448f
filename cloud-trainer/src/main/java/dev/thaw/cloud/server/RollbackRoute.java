package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.JsonRequest;
import dev.thaw.protocol.Scope;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Taking a scope back to what it ran earlier. */
final class RollbackRoute {
  private static final Logger LOG = LoggerFactory.getLogger(RollbackRoute.class);
  private static final Set<String> FIELDS = Set.of("task", "scope", "version");

  private final CloudTrainer trainer;
  private final OperatorTask operatorTask;
  private final BodyHandler body;

  RollbackRoute(CloudTrainer trainer, BodyHandler body) {
    this.trainer = trainer;
    this.operatorTask = new OperatorTask(trainer);
    this.body = body;
  }

  void mount(Router router) {
    router.post("/v1/admin/rollback").handler(body).handler(this::rollBack);
  }

  private void rollBack(RoutingContext ctx) {
    JsonRequest request = JsonRequest.of(ctx, FIELDS);
    Optional<String> named = request.optionalText("task");
    Scope scope = scope(request);
    int version = request.whole("version");
    Answers.onWorker(
            ctx,
            () -> {
              String task = operatorTask.of(named);
              LOG.info("rollback asked task={} scope={} to={}", task, scope, version);
              return trainer.rollBack(task, scope, version);
            })
        .compose(rolledBack -> Answers.await(ctx, rolledBack))
        .onSuccess(model -> Answers.json(ctx, () -> AdminJson.model(model)))
        .onFailure(ctx::fail);
  }

  /** Never a scope that was not named. */
  private static Scope scope(JsonRequest request) {
    return request
        .optionalText("scope")
        .map(Scope::parse)
        .orElseThrow(() -> new IllegalArgumentException("field \"scope\" is missing"));
  }
}
