package dev.thaw.cloud.server.access;

import dev.thaw.cloud.access.OperatorAccess;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Optional;

/**
 * How a browser stays logged in: a cookie that no script can read and no other site's page can make
 * the browser send. Other ports of the same host count as the same site, so where the browser tells
 * that the page is of another origin, that is refused too.
 */
final class LoginCookie {
  private static final String NAME = "thaw-operator";

  private LoginCookie() {}

  static void give(RoutingContext ctx, String secret) {
    ctx.response().addCookie(cookie(ctx, secret).setMaxAge(OperatorAccess.LOGIN.toSeconds()));
  }

  static void takeBack(RoutingContext ctx) {
    ctx.response().addCookie(cookie(ctx, "").setMaxAge(0));
  }

  static Optional<String> secret(RoutingContext ctx) {
    return Optional.ofNullable(ctx.request().getCookie(NAME)).map(Cookie::getValue);
  }

  /**
   * Whose browser it is.
   *
   * @throws CloudException {@code FORBIDDEN} if it acts for a page of another origin
   */
  static Caller caller(RoutingContext ctx, OperatorAccess operators) {
    Optional<Caller> known = secret(ctx).flatMap(operators::loggedIn).map(Caller.OfOperator::new);
    if (known.isPresent() && !isOwnPage(ctx.request())) {
      throw new CloudException(
          ErrorCode.FORBIDDEN, "a login counts only for requests of this server's own page");
    }
    return known.orElse(new Caller.Nobody());
  }

  /** A browser tells the origin of every request that may change something. */
  static boolean isOwnPage(HttpServerRequest request) {
    String site = request.getHeader("sec-fetch-site");
    String origin = request.getHeader("origin");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return false;
    }
    if (origin != null) {
      return isOwn(origin, request);
    }
    return request.method().equals(HttpMethod.GET) || "same-origin".equals(site);
  }

  private static boolean isOwn(String origin, HttpServerRequest request) {
    String host = request.getHeader("host");
    String own = (request.isSSL() ? "https://" : "http://") + host;
    try {
      return host != null && URI.create(own).equals(URI.create(origin));
    } catch (IllegalArgumentException e) {
      return false; // no origin that a browser would send
    }
  }

  private static Cookie cookie(RoutingContext ctx, String value) {
    return Cookie.cookie(NAME, value)
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT)
        .setSecure(ctx.request().isSSL())
        .setPath("/");
  }
}
