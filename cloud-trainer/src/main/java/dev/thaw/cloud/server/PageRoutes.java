package dev.thaw.cloud.server;

import dev.thaw.cloud.web.StaticFiles;
import io.vertx.ext.web.Router;

/** The operator's page and what it loads; everything it shows comes from the other routes. */
final class PageRoutes {
  private static final String PAGE = "/operator/";

  void mount(Router router) {
    router.get("/").handler(ctx -> ctx.redirect(PAGE));
    StaticFiles.mount(router, PAGE + "*", "dev/thaw/cloud/operator");
    StaticFiles.mount(router, "/ui/*", "dev/thaw/cloud/ui");
    StaticFiles.mount(router, "/webjars/*", "META-INF/resources/webjars");
  }
}
