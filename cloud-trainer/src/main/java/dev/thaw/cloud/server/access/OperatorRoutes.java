package dev.thaw.cloud.server.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.access.Issued;
import dev.thaw.cloud.access.Operator;
import dev.thaw.cloud.access.OperatorAccess;
import dev.thaw.cloud.access.Role;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.Json;
import dev.thaw.cloud.web.JsonRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Set;

/** How an admin lets operators in and out. */
final class OperatorRoutes {
  private final OperatorAccess operators;
  private final BodyHandler body;

  OperatorRoutes(OperatorAccess operators, BodyHandler body) {
    this.operators = operators;
    this.body = body;
  }

  void mount(Router router) {
    router.get("/v1/admin/operators").handler(ctx -> Answers.json(ctx, this::list));
    router.post("/v1/admin/operators").handler(body).handler(this::add);
    router.delete("/v1/admin/operators/:name").handler(this::remove);
    router.post("/v1/admin/operators/:name/rotate").handler(body).handler(this::rotate);
  }

  private ObjectNode list() {
    ObjectNode node = Json.object();
    node.set("operators", Json.array(operators.all(), OperatorRoutes::view));
    return node;
  }

  private void add(RoutingContext ctx) {
    JsonRequest request = JsonRequest.of(ctx, Set.of("name", "role"));
    String name = request.optionalText("name").orElse("");
    Role role = Role.parse(request.optionalText("role").orElse(""));
    answer(ctx, () -> operators.add(name, role));
  }

  private void rotate(RoutingContext ctx) {
    JsonRequest.of(ctx, Set.of());
    String name = ctx.pathParam("name");
    answer(ctx, () -> operators.rotate(name));
  }

  private void remove(RoutingContext ctx) {
    String name = ctx.pathParam("name");
    Answers.json(
        ctx,
        () -> {
          operators.remove(name);
          return Json.object().put("name", name);
        });
  }

  private static void answer(
      RoutingContext ctx, java.util.concurrent.Callable<Issued<Operator>> work) {
    ctx.response().putHeader("cache-control", "no-store");
    Answers.json(
        ctx,
        () -> {
          Issued<Operator> issued = work.call();
          return view(issued.about()).put("token", issued.secret());
        });
  }

  private static ObjectNode view(Operator operator) {
    ObjectNode node = Json.object();
    node.put("name", operator.name());
    node.put("role", operator.role().toString());
    node.put("addedAt", operator.addedAt().toString());
    node.put("tokenAt", operator.tokenAt().toString());
    return node;
  }
}
