package dev.thaw.edge.link;

import dev.thaw.edge.install.PullOutcome;
import dev.thaw.edge.upload.Next;
import dev.thaw.edge.upload.OutgoingBatch;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import java.time.Duration;

/**
 * No WebSocket to be had: rounds of asking for the manifest and posting what waits, one batch at a
 * time. A WebSocket is tried again now and then.
 */
final class RestFallback extends LinkState {
  private final String reason;
  private boolean busy;
  private boolean again;
  private boolean webSocketDue;

  RestFallback(CloudLink link, String reason) {
    super(link);
    this.reason = reason;
  }

  @Override
  String describe() {
    return "REST (" + reason + ")";
  }

  @Override
  void enter() {
    link.rewind();
    every(link.timings().poll(), this::wake);
    after(
        link.timings().webSocketRetry(),
        () -> {
          webSocketDue = true;
          wake();
        });
    wake();
  }

  @Override
  void wake() {
    if (busy) {
      again = true;
      return;
    }
    if (link.isShut()) {
      return;
    }
    if (webSocketDue) {
      link.transitionTo(new Connecting(link));
    } else {
      busy = true;
      again = false;
      link.rewind();
      then(link.pull(), this::pulled, this::unreachable);
    }
  }

  private void pulled(PullOutcome outcome) {
    if (outcome instanceof PullOutcome.Unreachable cloud) {
      unreachable(cloud.reason());
    } else {
      link.connectedByRest();
      upload();
    }
  }

  private void upload() {
    if (link.isShut()) {
      return;
    }
    then(
        link.nextBatch(),
        next -> {
          if (next instanceof Next.Send send) {
            post(send.batch());
          } else {
            endRound(next);
          }
        },
        this::unreachable);
  }

  private void post(OutgoingBatch batch) {
    then(
        link.rest().postFeatures(batch.frame()),
        reply -> answered(batch, Refusals.read(reply, link.timings().backoffMax())),
        this::unreachable);
  }

  private void answered(OutgoingBatch batch, Message answer) {
    if (answer instanceof Message.BatchAck ack && ack.sequence() == batch.sequence()) {
      then(link.settle(batch, ack), again -> upload(), this::unreachable);
    } else if (answer instanceof Message.Refused refused) {
      refused(batch, refused);
    } else {
      unreachable("unexpected " + answer.getClass().getSimpleName());
    }
  }

  private void refused(OutgoingBatch batch, Message.Refused refused) {
    String why = Refusals.describe(refused);
    link.failed(why);
    if (refused.retryAfterMillis() >= 0) {
      link.transitionTo(
          Offline.askedToWait(link, why, Duration.ofMillis(refused.retryAfterMillis())));
    } else if (refused.error() == ErrorCode.OVERSIZED_FRAME && batch.annotations().size() > 1) {
      link.limitFrames(batch.frame().length / 2);
      link.rewind();
      upload();
    } else if (Refusals.blamesBatch(refused)) {
      then(link.drop(batch, why), dropped -> upload(), this::unreachable);
    } else {
      link.giveUpFlushes();
      link.transitionTo(Offline.askedToWait(link, why, link.timings().backoffMax()));
    }
  }

  private void endRound(Next end) {
    busy = false;
    if (end instanceof Next.Withheld || end instanceof Next.NeedsInstall) {
      link.giveUpFlushes();
    } else if (again || webSocketDue) {
      wake();
    }
  }

  private void unreachable(String cause) {
    link.transitionTo(Offline.backingOff(link, cause));
  }
}
