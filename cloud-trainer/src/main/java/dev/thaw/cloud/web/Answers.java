package dev.thaw.cloud.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.web.WireErrors.Failure;
import dev.thaw.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/** How every route works and answers: what blocks runs on a worker, failures look alike. */
public final class Answers {
  public static final String JSON = "application/json";
  public static final String BYTES = "application/octet-stream";
  public static final String FRAME = "application/vnd.thaw.frame";

  private static final String TAKING = Taking.class.getName();

  /** Hears of an answer that was given; {@code taken} completes when all of it is on its way. */
  public interface Taking {
    void answered(HttpServerRequest request, long bytes, Future<Void> taken);
  }

  private Answers() {}

  /** Runs {@code work} on a worker thread. */
  public static <T> Future<T> onWorker(RoutingContext ctx, Callable<T> work) {
    return ctx.vertx().executeBlocking(work, false);
  }

  /** What {@code work}, run on a worker thread, finds, as JSON. */
  public static void json(RoutingContext ctx, Callable<? extends JsonNode> work) {
    onWorker(ctx, () -> Json.bytes(work.call()))
        .onSuccess(body -> send(ctx, JSON, body))
        .onFailure(ctx::fail);
  }

  /** What {@code later} comes to, back on the request's own thread. */
  public static <T> Future<T> await(RoutingContext ctx, CompletionStage<T> later) {
    return Future.fromCompletionStage(later, ctx.vertx().getOrCreateContext());
  }

  /** The request's body, empty if it has none. */
  public static Buffer body(RoutingContext ctx) {
    Buffer buffer = ctx.body().buffer();
    return buffer == null ? Buffer.buffer() : buffer;
  }

  /** The media type of the request's body in lower case, without parameters; empty if not told. */
  public static String contentType(RoutingContext ctx) {
    String header = ctx.request().getHeader("content-type");
    String type = header == null ? "" : header.split(";", 2)[0];
    return type.trim().toLowerCase(Locale.ROOT);
  }

  /**
   * Requires a media type.
   *
   * @throws IllegalArgumentException if the body has another, naming both
   */
  public static void requireContentType(RoutingContext ctx, String expected) {
    String type = contentType(ctx);
    if (!type.equals(expected)) {
      throw new IllegalArgumentException("content type \"" + type + "\": expected " + expected);
    }
  }

  public static void send(RoutingContext ctx, String contentType, Buffer body) {
    ctx.response().putHeader("content-type", contentType);
    end(ctx, body);
  }

  /** Ends the response with a body, which the client is to take in time. */
  static void end(RoutingContext ctx, Buffer body) {
    long bytes = body.length();
    Future<Void> taken = ctx.response().end(body);
    Taking listener = ctx.get(TAKING);
    if (listener != null) {
      listener.answered(ctx.request(), bytes, taken);
    }
  }

  /** Has {@code listener} hear how this request's answer is taken. */
  public static void watch(RoutingContext ctx, Taking listener) {
    ctx.put(TAKING, listener);
  }

  /** The failure of a context, whichever way it failed. */
  public static Failure failure(RoutingContext ctx) {
    Failure failure =
        ctx.failure() == null
            ? WireErrors.ofStatus(ctx.statusCode())
            : WireErrors.of(ctx.failure());
    String length = ctx.request().getHeader("content-length");
    return failure.code() == ErrorCode.OVERSIZED_FRAME && length != null
        ? new Failure(failure.code(), failure.message() + ": " + length + " bytes")
        : failure;
  }

  /** Answers with {@code {"error": CODE, "message": ...}} and the status that belongs to it. */
  public static void fail(RoutingContext ctx) {
    Failure failure = failure(ctx);
    int status =
        ctx.failure() == null && ctx.statusCode() >= 400
            ? ctx.statusCode()
            : WireErrors.status(failure.code());
    fail(ctx, status, failure);
  }

  /** The same with a failure and status of one's own. */
  public static void fail(RoutingContext ctx, int status, Failure failure) {
    ObjectNode body = Json.object();
    body.put("error", failure.code().name());
    body.put("message", failure.message());
    refuse(ctx, status, failure, JSON, Buffer.buffer(body.toString()));
  }

  public static void refuse(
      RoutingContext ctx, int status, Failure failure, String contentType, Buffer body) {
    if (ctx.response().ended() || ctx.response().headWritten()) {
      return;
    }
    long retryMillis = failure.retryAfterMillis();
    if (retryMillis > 0) {
      ctx.response().putHeader("retry-after", String.valueOf((retryMillis + 999) / 1000));
    }
    ctx.response().setStatusCode(status);
    send(ctx, contentType, body);
  }

  /** A query parameter that must be there. */
  public static String required(RoutingContext ctx, String name) {
    return optional(ctx, name)
        .orElseThrow(
            () -> new IllegalArgumentException("query parameter \"" + name + "\" is missing"));
  }

  /** A query parameter that may be there. */
  public static Optional<String> optional(RoutingContext ctx, String name) {
    return Optional.ofNullable(ctx.queryParams().get(name)).filter(value -> !value.isEmpty());
  }

  /** Whether the client has this entity already, by {@code If-None-Match} (RFC 9110, 13.1.2). */
  public static boolean isKnown(RoutingContext ctx, String entityTag) {
    String known = ctx.request().getHeader("if-none-match");
    return known != null && (known.trim().equals("*") || known.contains(entityTag));
  }
}
