package dev.thaw.cloud.server.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.access.Issued;
import dev.thaw.cloud.access.Operator;
import dev.thaw.cloud.access.OperatorAccess;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.Json;
import dev.thaw.cloud.web.JsonRequest;
import dev.thaw.protocol.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Set;

/** How the operator's page comes in: a token once, then a cookie. */
final class LoginRoutes {
  private final OperatorAccess operators;
  private final BodyHandler body;

  LoginRoutes(OperatorAccess operators, BodyHandler body) {
    this.operators = operators;
    this.body = body;
  }

  void mount(Router router) {
    router.post("/v1/operator/login").handler(body).handler(this::logIn);
    router.post("/v1/operator/logout").handler(body).handler(this::logOut);
    router.get("/v1/operator/me").handler(this::me);
  }

  private void logIn(RoutingContext ctx) {
    JsonRequest request = JsonRequest.of(ctx, Set.of("token"));
    requireOwnPage(ctx);
    String token = request.optionalText("token").orElse("");
    Issued<Operator> login = operators.logIn(token.strip());
    LoginCookie.give(ctx, login.secret());
    answer(ctx, login.about().name(), login.about().role().toString());
  }

  private void logOut(RoutingContext ctx) {
    JsonRequest.of(ctx, Set.of());
    requireOwnPage(ctx);
    LoginCookie.secret(ctx).ifPresent(operators::logOut);
    LoginCookie.takeBack(ctx);
    Answers.send(ctx, Answers.JSON, Buffer.buffer("{}"));
  }

  private void me(RoutingContext ctx) {
    Caller caller = Caller.of(ctx);
    answer(ctx, caller.name(), caller.role());
  }

  private static void answer(RoutingContext ctx, String name, String role) {
    ObjectNode node = Json.object();
    node.put("name", name);
    node.put("role", role);
    ctx.response().putHeader("cache-control", "no-store");
    Answers.send(ctx, Answers.JSON, Buffer.buffer(node.toString()));
  }

  private static void requireOwnPage(RoutingContext ctx) {
    boolean browser =
        ctx.request().getHeader("origin") != null
            || ctx.request().getHeader("sec-fetch-site") != null;
    if (browser && !LoginCookie.isOwnPage(ctx.request())) {
      throw new CloudException(ErrorCode.FORBIDDEN, "only this server's own page logs in and out");
    }
  }
}
