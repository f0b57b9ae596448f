package dev.thaw.edge.link;

import dev.thaw.edge.install.PullOutcome;
import dev.thaw.edge.upload.Next;
import dev.thaw.edge.upload.OutgoingBatch;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * No WebSocket to be had: rounds of asking for the manifest and for what to send again, and posting
 * what waits, one batch at a time. A WebSocket is tried again now and then.
 */
final class RestFallback extends LinkState {
  private final String reason;
  private boolean busy;
  private boolean again;
  private boolean webSocketDue;
  private boolean moreToRepair;
  private List<SampleId> asked = List.of();
  private boolean moved;
  private boolean reportDue = true;

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

  @Override
  void installed() {
    reportDue = true;
  }

  /** At the end of this round or of the next one. */
  @Override
  void report() {
    reportDue = true;
  }

  private void pulled(PullOutcome outcome) {
    if (outcome instanceof PullOutcome.Unreachable cloud) {
      unreachable(cloud.reason());
    } else {
      link.connectedByRest();
      then(link.rest().repairs(), this::asked, this::unreachable);
    }
  }

  private void asked(Optional<RestCloud.Reply> reply) {
    moved = false;
    moreToRepair = false;
    Optional<Message> answer = reply.map(each -> Refusals.read(each, link));
    if (answer.isEmpty()) {
      upload();
    } else if (answer.get() instanceof Message.Repair repair && repair.task().equals(link.task())) {
      moreToRepair = !repair.samples().equals(asked);
      asked = repair.samples();
      then(link.repair(repair), noted -> upload(), this::unreachable);
    } else {
      unreachable("unexpected " + answer.get().getClass().getSimpleName());
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
          } else if (next instanceof Next.Report report) {
            report(report.lost());
          } else {
            endRound(next);
          }
        },
        this::unreachable);
  }

  private void post(OutgoingBatch batch) {
    then(
        link.rest().postFeatures(batch.frame()),
        reply -> answered(batch, Refusals.read(reply, link)),
        this::unreachable);
  }

  private void report(List<Message.Lost> lost) {
    Future<Void> all = Future.succeededFuture();
    for (Message.Lost each : lost) {
      all = all.compose(before -> link.rest().postLost(each));
    }
    moved = true;
    then(
        all.onFailure(cause -> shrinkIfTooLarge(cause, lost)), sent -> upload(), this::unreachable);
  }

  /** The cloud asks for these samples again, and is told in smaller frames then. */
  private void shrinkIfTooLarge(Throwable cause, List<Message.Lost> lost) {
    if (cause instanceof CallFailedException failed && failed.isTooLarge()) {
      int most = lost.stream().mapToInt(each -> each.samples().size()).max().orElse(0);
      link.limitFrames(most * SampleId.BYTES / 2);
    }
  }

  private void answered(OutgoingBatch batch, Message answer) {
    if (answer instanceof Message.BatchAck ack && ack.sequence() == batch.sequence()) {
      moved = true;
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
      link.transitionTo(Offline.askedToWait(link, why, Refusals.pause(refused, link)));
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
    reportDue |= moved;
    if (reportDue) {
      reportDue = false;
      then(link.rest().postStatus(link.status()), sent -> ended(end), cause -> unreported(end));
    } else {
      ended(end);
    }
  }

  /** Once more after the next round; a cloud that is gone shows itself there. */
  private void unreported(Next end) {
    reportDue = true;
    ended(end);
  }

  private void ended(Next end) {
    busy = false;
    if (end instanceof Next.Withheld || end instanceof Next.NeedsInstall) {
      link.giveUpFlushes();
    } else if (again || webSocketDue || (moreToRepair && moved)) {
      wake();
    }
  }

  private void unreachable(String cause) {
    link.transitionTo(Offline.backingOff(link, cause));
  }
}
