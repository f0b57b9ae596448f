package dev.thaw.demo.app;

import dev.thaw.cloud.web.StaticFiles;
import dev.thaw.demo.profile.Profiles;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page and its files over HTTP. Confined to the server's event loop. */
final class PageRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(PageRoutes.class);
  private static final String FOLDER = "dev/thaw/demo/app/page";
  private static final String HEALTH = "{\"status\":\"up\"}";

  private final StaticFiles page = StaticFiles.in(FOLDER);
  private final WorkerExecutor workers;
  private final Profiles profiles;

  PageRoutes(WorkerExecutor workers, Profiles profiles) {
    this.workers = workers;
    this.profiles = profiles;
  }

  Router router(Vertx vertx) {
    Router routes = Router.router(vertx);
    routes.get("/").handler(this::page);
    routes.get("/healthz").handler(ctx -> answer(ctx, 200, "application/json", HEALTH));
    StaticFiles.mount(routes, "/page/*", FOLDER);
    StaticFiles.mount(routes, "/ui/*", "dev/thaw/cloud/ui");
    StaticFiles.mount(routes, "/webjars/*", "META-INF/resources/webjars");
    routes.errorHandler(404, ctx -> say(ctx, 404, "There is nothing here. The page is at /."));
    routes.errorHandler(405, ctx -> say(ctx, 405, "This address is only for reading."));
    routes.errorHandler(500, PageRoutes::failed);
    return routes;
  }

  /** The page, for the profile that the browser has or gets now. */
  private void page(RoutingContext ctx) {
    List<String> tokens = ProfileCookie.tokens(ctx.request().headers());
    workers
        .executeBlocking(() -> withKnown(tokens), false)
        .onSuccess(
            kept -> {
              ctx.response()
                  .putHeader("set-cookie", ProfileCookie.header(kept, ctx.request().isSSL()));
              page.send(ctx, "index.html");
            })
        .onFailure(ctx::fail);
  }

  /** The tokens, with one that is known here. */
  private List<String> withKnown(List<String> tokens) {
    return tokens.stream().anyMatch(profiles::knows)
        ? tokens
        : Stream.concat(Stream.of(profiles.create()), tokens.stream()).toList();
  }

  private static void failed(RoutingContext ctx) {
    Throwable failure = ctx.failure();
    LOG.warn("request failed path={} message={}", ctx.request().path(), failure, failure);
    say(ctx, 500, "Something went wrong here. Reload the page.");
  }

  private static void say(RoutingContext ctx, int status, String sentence) {
    answer(ctx, status, "text/plain; charset=utf-8", sentence + '\n');
  }

  private static void answer(RoutingContext ctx, int status, String type, String text) {
    ctx.response()
        .setStatusCode(status)
        .putHeader("content-type", type)
        .putHeader("x-content-type-options", "nosniff")
        .end(text);
  }
}
