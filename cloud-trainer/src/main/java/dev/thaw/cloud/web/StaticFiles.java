package dev.thaw.cloud.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The files of one class path folder as a web server gives them out: of known types only, to be
 * asked for again each time (by ETag), under a policy that lets a page load and reach nothing but
 * its own server. A folder's own address gives its {@code index.html}; there are no listings.
 *
 * <p>Thread-safe. A file is read once, on a worker, and then kept: the class path does not change.
 */
public final class StaticFiles {
  private static final String INDEX = "index.html";
  private static final String POLICY =
      "default-src 'self'; connect-src 'self'; img-src 'self' data: blob:; style-src 'self';"
          + " object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

  /** Plain names with no leading dot; what is percent-encoded is no plain name. */
  private static final Pattern PLAIN =
      Pattern.compile("(?:[A-Za-z0-9_@-][A-Za-z0-9._@-]*/)*[A-Za-z0-9_@-][A-Za-z0-9._@-]*");

  private final String folder;
  private final Map<String, StaticFile> known = new ConcurrentHashMap<>();

  private StaticFiles(String folder) {
    this.folder = folder;
  }

  /**
   * The files below a folder of the class path.
   *
   * @param folder for example {@code dev/thaw/cloud/ui}
   */
  public static StaticFiles in(String folder) {
    return new StaticFiles(folder);
  }

  /**
   * Serves the files below {@code folder} at {@code path}; what is not there is left to the next
   * route, so that it comes to 404 if there is none.
   *
   * @param path ends with {@code /*}
   */
  public static void mount(Router router, String path, String folder) {
    if (!path.endsWith("/*")) {
      throw new IllegalArgumentException("a path of files ends with /*: " + path);
    }
    StaticFiles files = in(folder);
    String base = path.substring(0, path.length() - 1);
    router.get(path).handler(ctx -> files.serve(ctx, base));
  }

  /**
   * Answers with one file, named relative to the folder; the next route may, if it is not there.
   */
  public void send(RoutingContext ctx, String file) {
    find(ctx, file)
        .onSuccess(found -> found.ifPresentOrElse(known -> answer(ctx, known), ctx::next))
        .onFailure(ctx::fail);
  }

  private void serve(RoutingContext ctx, String base) {
    String path = ctx.normalizedPath();
    if (path.length() < base.length()) {
      ctx.redirect(base);
      return;
    }
    String file = path.substring(base.length());
    send(ctx, file.isEmpty() || file.endsWith("/") ? file + INDEX : file);
  }

  private Future<Optional<StaticFile>> find(RoutingContext ctx, String file) {
    StaticFile present = known.get(file);
    if (present != null) {
      return Future.succeededFuture(Optional.of(present));
    }
    Optional<String> type = StaticFile.typeOf(file);
    if (type.isEmpty() || !PLAIN.matcher(file).matches()) {
      return Future.succeededFuture(Optional.empty());
    }
    return ctx.vertx().executeBlocking(() -> read(file, type.get()), false);
  }

  private Optional<StaticFile> read(String file, String type) throws IOException {
    String resource = folder + '/' + file;
    try (InputStream in = StaticFiles.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        return Optional.empty();
      }
      StaticFile read = StaticFile.of(in.readAllBytes(), type);
      known.put(file, read);
      return Optional.of(read);
    }
  }

  private static void answer(RoutingContext ctx, StaticFile file) {
    HttpServerResponse response = ctx.response();
    response.putHeader("etag", file.entityTag());
    response.putHeader("cache-control", "no-cache");
    response.putHeader("content-security-policy", POLICY);
    response.putHeader("x-content-type-options", "nosniff");
    response.putHeader("referrer-policy", "no-referrer");
    if (file.isKnownTo(ctx.request().getHeader("if-none-match"))) {
      response.setStatusCode(304).end();
    } else {
      Answers.send(ctx, file.type(), file.content());
    }
  }
}
