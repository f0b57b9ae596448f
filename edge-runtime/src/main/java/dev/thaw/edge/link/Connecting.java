package dev.thaw.edge.link;

import io.vertx.core.Future;
import io.vertx.core.http.UpgradeRejectedException;
import java.util.Optional;

/** The cloud is asked to let the device in, then for a WebSocket. */
final class Connecting extends LinkState {
  private Optional<String> token = Optional.empty();

  Connecting(CloudLink link) {
    super(link);
  }

  @Override
  String describe() {
    return "connecting";
  }

  @Override
  void enter() {
    link.admission().token().compose(this::connect).onComplete(this::connected, this::failed);
  }

  private Future<MessageSocket> connect(Optional<String> admittedWith) {
    token = admittedWith;
    return link.sockets().connect(token);
  }

  private void connected(MessageSocket socket) {
    if (isCurrent()) {
      link.transitionTo(new Greeting(link, socket));
    } else {
      socket.close();
    }
  }

  private void failed(Throwable cause) {
    if (!isCurrent()) {
      return;
    }
    if (cause instanceof NotAdmittedException) {
      link.transitionTo(new NotAdmitted(link, Reasons.of(cause)));
    } else if (cause instanceof UpgradeRejectedException rejected) {
      rejected(rejected);
    } else {
      link.transitionTo(link.withoutWebSocket(Reasons.of(cause)));
    }
  }

  private void rejected(UpgradeRejectedException cause) {
    link.askedPause().heard(cause.getStatus(), cause.getHeaders());
    if (cause.getStatus() == CallFailedException.UNAUTHENTICATED) {
      link.transitionTo(unauthenticated());
    } else if (!link.askedPause().remaining().isZero()) {
      link.transitionTo(Offline.backingOff(link, Reasons.of(cause)));
    } else {
      link.failed(Reasons.of(cause));
      link.transitionTo(new RestFallback(link, Reasons.of(cause)));
    }
  }

  /** A token that was good a moment ago is got anew; without one there is nothing to try. */
  private LinkState unauthenticated() {
    link.admission().forget(token);
    return token.isPresent()
        ? Offline.backingOff(link, "the cloud does not take the session's token any more")
        : new NotAdmitted(link, Reasons.of(NotAdmittedException.stranger()));
  }
}
