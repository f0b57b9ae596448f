package dev.thaw.edge.link;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the link gets the token that opens the cloud's doors. The token is kept in memory only, and
 * another one got before it runs out. A device without an identity has none and asks without.
 */
@CallByThread(CallByThread.CONTEXT)
final class Admission {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private record Held(String token, long renewAtNanos) {}

  private final SessionOpener sessions;
  private final LongSupplier nanoTime;
  private @Nullable Held held;
  private @Nullable Future<Optional<String>> opening;

  /**
   * @param nanoTime as {@link System#nanoTime} tells it
   */
  Admission(SessionOpener sessions, LongSupplier nanoTime) {
    this.sessions = sessions;
    this.nanoTime = nanoTime;
  }

  /**
   * A token that holds for a while; empty if there is no identity to show. Fails with {@link
   * NotAdmittedException} if the cloud does not let the device in.
   */
  Future<Optional<String>> token() {
    Held present = held;
    if (!sessions.isNeeded()) {
      return Future.succeededFuture(Optional.empty());
    }
    return present != null && nanoTime.getAsLong() - present.renewAtNanos < 0
        ? Future.succeededFuture(Optional.of(present.token))
        : open();
  }

  /** The cloud does not take {@code token} any more, whatever it promised. */
  void forget(Optional<String> token) {
    Held present = held;
    if (present != null && token.filter(present.token::equals).isPresent()) {
      held = null;
    }
  }

  /** Calls with a token, if there is one; once more with another if the cloud does not take it. */
  Future<RestCloud.Reply> call(Http http, RequestOptions options, Buffer body, int maxBytes) {
    return token()
        .compose(
            token ->
                http.call(with(token, options), body, maxBytes)
                    .compose(
                        reply ->
                            reply.status() == CallFailedException.UNAUTHENTICATED
                                    && token.isPresent()
                                ? again(token, http, options, body, maxBytes)
                                : Future.succeededFuture(reply)));
  }

  private Future<RestCloud.Reply> again(
      Optional<String> refused, Http http, RequestOptions options, Buffer body, int maxBytes) {
    forget(refused);
    return token().compose(token -> http.call(with(token, options), body, maxBytes));
  }

  private static RequestOptions with(Optional<String> token, RequestOptions options) {
    token.ifPresent(text -> options.putHeader("Authorization", "Bearer " + text));
    return options;
  }

  /** Whoever asks meanwhile waits for the same one. */
  private Future<Optional<String>> open() {
    Future<Optional<String>> underWay = opening;
    if (underWay == null) {
      underWay = sessions.open().map(this::keep).onComplete(ended -> opening = null);
      opening = underWay;
    }
    return underWay;
  }

  private Optional<String> keep(AccessCalls.Token token) {
    long fresh = token.millis() - token.millis() / 4;
    held = new Held(token.text(), nanoTime.getAsLong() + fresh * NANOS_PER_MILLI);
    return Optional.of(token.text());
  }
}
