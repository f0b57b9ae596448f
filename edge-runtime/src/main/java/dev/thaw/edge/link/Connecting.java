package dev.thaw.edge.link;

import io.vertx.core.http.UpgradeRejectedException;

/** A WebSocket is being asked for. */
final class Connecting extends LinkState {
  Connecting(CloudLink link) {
    super(link);
  }

  @Override
  String describe() {
    return "connecting";
  }

  @Override
  void enter() {
    link.sockets().connect().onComplete(this::connected, this::failed);
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
    if (cause instanceof UpgradeRejectedException) {
      link.failed(Reasons.of(cause));
      link.transitionTo(new RestFallback(link, Reasons.of(cause)));
    } else {
      link.transitionTo(link.withoutWebSocket(Reasons.of(cause)));
    }
  }
}
