package dev.thaw.edge.link;

import dev.thaw.protocol.Message;

/** Hello was said; the welcome is awaited. */
final class Greeting extends LinkState implements MessageSocket.Listener {
  private final MessageSocket socket;
  private boolean welcomed;

  Greeting(CloudLink link, MessageSocket socket) {
    super(link);
    this.socket = socket;
  }

  @Override
  String describe() {
    return "greeting";
  }

  @Override
  void enter() {
    socket.listen(this);
    socket.send(link.hello());
    after(link.timings().replyTimeout(), () -> lost("no welcome in time"));
  }

  @Override
  void leave() {
    if (!welcomed) {
      socket.close();
    }
  }

  @Override
  public void received(Message message) {
    if (!isCurrent()) {
      return;
    }
    if (message instanceof Message.Welcome welcome) {
      welcomed = true;
      link.transitionTo(new Online(link, socket, welcome));
    } else if (message instanceof Message.Refused refused) {
      refused(refused);
    } else {
      lost("expected a welcome, not " + message.getClass().getSimpleName());
    }
  }

  @Override
  public void pong() {}

  @Override
  public void lost(String reason) {
    if (isCurrent()) {
      link.transitionTo(link.withoutWebSocket(reason));
    }
  }

  private void refused(Message.Refused refused) {
    String reason = Refusals.describe(refused);
    link.transitionTo(Offline.askedToWait(link, reason, Refusals.pause(refused, link)));
  }
}
