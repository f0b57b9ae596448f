package dev.thaw.cloud.server.access;

import dev.thaw.cloud.access.Access;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out who calls, and whether the route is open to them. Looks at headers alone; never blocks.
 * Thread-safe.
 */
final class Gate {
  private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([\\x21-\\x7e]{1,256})");

  private final boolean authenticated;
  private final Access access;
  private final AuditTrail trail;

  Gate(boolean authenticated, Access access, AuditTrail trail) {
    this.authenticated = authenticated;
    this.access = access;
    this.trail = trail;
  }

  void handle(RoutingContext ctx) {
    if (!authenticated) {
      Caller.set(ctx, new Caller.Anybody());
      ctx.next();
      return;
    }
    String path = ctx.normalizedPath();
    Rules.find(ctx.request().method(), path)
        .ifPresentOrElse(rule -> check(ctx, rule), () -> ctx.fail(Rules.knows(path) ? 405 : 404));
  }

  private void check(RoutingContext ctx, Rule rule) {
    try {
      Caller caller = rule.need() == Need.NOTHING ? new Caller.Nobody() : caller(ctx, rule);
      Caller.set(ctx, caller);
      rule.need().check(caller);
    } catch (CloudException e) {
      refuse(ctx, rule, e);
      return;
    }
    ctx.next();
  }

  private void refuse(RoutingContext ctx, Rule rule, CloudException why) {
    if (why.code() == ErrorCode.UNAUTHENTICATED) {
      ctx.response().putHeader("www-authenticate", "Bearer realm=\"thaw\"");
      ctx.fail(why);
    } else if (rule.isChange()) {
      trail.refused(ctx, why);
    } else {
      ctx.fail(why);
    }
  }

  private Caller caller(RoutingContext ctx, Rule rule) {
    String header = ctx.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null) {
      return ofToken(header);
    }
    return rule.takesLogin() ? LoginCookie.caller(ctx, access.operators()) : new Caller.Nobody();
  }

  private Caller ofToken(String header) {
    Matcher bearer = BEARER.matcher(header.trim());
    if (!bearer.matches()) {
      throw new CloudException(ErrorCode.UNAUTHENTICATED, "the Authorization header has no token");
    }
    String token = bearer.group(1);
    Optional<Caller> device =
        access.devices().of(token).map(known -> new Caller.OfDevice(known, access.devices()));
    return device
        .or(() -> access.operators().of(token).map(Caller.OfOperator::new))
        .orElseThrow(
            () ->
                new CloudException(ErrorCode.UNAUTHENTICATED, "the token is not valid (any more)"));
  }
}
