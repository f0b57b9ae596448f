package dev.thaw.cloud.web;

import com.fasterxml.jackson.core.JacksonException;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.codec.ProtocolException;
import io.vertx.ext.web.handler.HttpException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place of the cloud where failures become error codes, HTTP statuses and refusals. What
 * the cloud did not expect is logged in full and told to nobody.
 */
public final class WireErrors {
  private static final Logger LOG = LoggerFactory.getLogger(WireErrors.class);
  private static final long RETRY_MILLIS = 500;
  private static final long RETRY_STORAGE_MILLIS = 10_000;

  /**
   * A failure as the other side gets to see it.
   *
   * @param retryAfterMillis when to try again; -1 never
   */
  public record Failure(ErrorCode code, String message, long retryAfterMillis) {
    public Failure(ErrorCode code, String message) {
      this(code, message, WireErrors.retryAfterMillis(code));
    }
  }

  private WireErrors() {}

  public static Failure of(@Nullable Throwable thrown) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof CloudException refusal) {
      long retry = refusal.retryAfterMillis().orElse(retryAfterMillis(refusal.code()));
      return new Failure(refusal.code(), clip(refusal.getMessage()), retry);
    }
    if (cause instanceof ProtocolException malformed) {
      return new Failure(malformed.error(), clip(malformed.getMessage()));
    }
    if (cause instanceof JacksonException json) {
      return new Failure(ErrorCode.BAD_REQUEST, clip("not JSON: " + json.getOriginalMessage()));
    }
    if (cause instanceof IllegalArgumentException mistake) {
      return new Failure(ErrorCode.BAD_REQUEST, clip(mistake.getMessage()));
    }
    if (cause instanceof HttpException http) {
      return ofStatus(http.getStatusCode());
    }
    LOG.error("unexpected failure: {}", String.valueOf(cause), cause);
    return new Failure(ErrorCode.INTERNAL, "the server failed; its log says why");
  }

  /** The failure that a status set by the HTTP layer itself stands for. */
  public static Failure ofStatus(int status) {
    return switch (status) {
      case 404 -> new Failure(ErrorCode.NOT_FOUND, "there is nothing at this address");
      case 405 -> new Failure(ErrorCode.BAD_REQUEST, "this address does not have that method");
      case 413 ->
          new Failure(ErrorCode.OVERSIZED_FRAME, "the body is larger than this server takes");
      case 500 -> new Failure(ErrorCode.INTERNAL, "the server failed; its log says why");
      default -> new Failure(ErrorCode.BAD_REQUEST, "the request cannot be understood");
    };
  }

  public static int status(ErrorCode code) {
    return switch (code) {
      case MALFORMED_FRAME, UNEXPECTED_MESSAGE, BAD_REQUEST -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case UNKNOWN_TASK, NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case OVERSIZED_FRAME -> 413;
      case BUSY -> 429;
      case INTERNAL, UNKNOWN -> 500;
      case STORAGE -> 507;
    };
  }

  /** When the other side may try again: -1 never, as the same request would fail again. */
  public static long retryAfterMillis(ErrorCode code) {
    return switch (code) {
      case BUSY, CONFLICT -> RETRY_MILLIS;
      case STORAGE, INTERNAL -> RETRY_STORAGE_MILLIS;
      default -> -1;
    };
  }

  public static Refused refusal(Failure failure, long sequence) {
    return new Refused(failure.code(), failure.message(), sequence, failure.retryAfterMillis());
  }

  private static @Nullable Throwable unwrap(@Nullable Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String clip(@Nullable String message) {
    String text = message == null ? "no reason given" : message;
    return text.length() <= Message.MAX_TEXT ? text : text.substring(0, Message.MAX_TEXT);
  }
}
