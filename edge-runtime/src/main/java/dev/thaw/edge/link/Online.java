package dev.thaw.edge.link;

import dev.thaw.edge.install.PullOutcome;
import dev.thaw.edge.upload.Next;
import dev.thaw.edge.upload.OutgoingBatch;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Welcomed: batches go up within the granted window, acknowledgements and notices come down. */
final class Online extends LinkState implements MessageSocket.Listener {
  private final MessageSocket socket;
  private final Map<Long, OutgoingBatch> unacknowledged = new LinkedHashMap<>();
  private final Message.Welcome welcome;
  private FreezeState wanted;
  private int window;
  private boolean preparing;
  private boolean askedMeanwhile;
  private boolean paused;
  private boolean pulledInVain;
  private boolean pinged;
  private boolean repairing;
  private boolean reportDue;

  Online(CloudLink link, MessageSocket socket, Message.Welcome welcome) {
    super(link);
    this.socket = socket;
    this.welcome = welcome;
    this.wanted = welcome.freeze();
    this.window = welcome.window();
  }

  @Override
  String describe() {
    return "online";
  }

  @Override
  void enter() {
    socket.listen(this);
    link.connected();
    every(link.timings().pingInterval(), this::ping);
    welcomed(welcome);
  }

  @Override
  void leave() {
    socket.close();
  }

  @Override
  void wake() {
    if (link.isShut()) {
      return;
    }
    if (unacknowledged.isEmpty() && !preparing) {
      link.rewind();
    }
    pump();
  }

  @Override
  void installed() {
    report();
    pump();
  }

  @Override
  void report() {
    reportDue = false;
    socket.send(link.status());
  }

  @Override
  public void received(Message message) {
    if (!isCurrent()) {
      return;
    }
    if (message instanceof Message.BatchAck ack) {
      acknowledged(ack);
    } else if (message instanceof Message.Notice notice) {
      noticed(notice);
    } else if (message instanceof Message.Repair repair) {
      asked(repair);
    } else if (message instanceof Message.Refused refused) {
      refused(refused);
    } else if (message instanceof Message.Welcome again) {
      welcomed(again);
    } else {
      lost("unexpected " + message.getClass().getSimpleName());
    }
  }

  @Override
  public void pong() {
    pinged = false;
  }

  @Override
  public void lost(String reason) {
    if (isCurrent()) {
      link.transitionTo(Offline.backingOff(link, reason));
    }
  }

  private void welcomed(Message.Welcome now) {
    window = now.window();
    link.limitFrames(now.maxFrameBytes());
    follow(now.freeze(), now.manifest());
    if (window == 0) {
      after(link.timings().replyTimeout(), this::requireWindow);
    }
    wake();
  }

  private void requireWindow() {
    if (window == 0 && unacknowledged.isEmpty()) {
      lost("no window granted in time");
    }
  }

  /** One batch is prepared at a time, so that they leave in the outbox's order. */
  private void pump() {
    askedMeanwhile = preparing;
    if (preparing || paused || unacknowledged.size() >= window || link.isShut()) {
      return;
    }
    preparing = true;
    then(link.nextBatch(), this::prepared, this::lost);
  }

  private void prepared(Next next) {
    preparing = false;
    if (next instanceof Next.Send send) {
      send(send.batch());
    } else if (next instanceof Next.Report report) {
      report.lost().forEach(socket::send);
      pump();
    } else if (next instanceof Next.NeedsInstall && !pulledInVain) {
      pullThenPump();
    } else if (next instanceof Next.Idle) {
      idle();
    } else {
      pulledInVain = false;
      link.giveUpFlushes();
    }
  }

  /** There may be something now that was not there when the worker looked. */
  private void idle() {
    if (repairing && unacknowledged.isEmpty()) {
      repairing = false;
      report();
    }
    if (askedMeanwhile) {
      pump();
    }
  }

  private void send(OutgoingBatch batch) {
    unacknowledged.put(batch.sequence(), batch);
    socket.sendFeatures(batch.frame());
    after(link.timings().replyTimeout(), () -> requireAcknowledged(batch));
    pump();
  }

  private void requireAcknowledged(OutgoingBatch batch) {
    if (unacknowledged.containsKey(batch.sequence())) {
      lost("batch " + batch.sequence() + " was not acknowledged in time");
    }
  }

  private void acknowledged(Message.BatchAck ack) {
    OutgoingBatch batch = unacknowledged.remove(ack.sequence());
    window = ack.window();
    if (batch == null) {
      return; // answered before, or from another connection
    }
    reportDue = true;
    noteWanted(ack.wanted());
    then(link.settle(batch, ack), again -> pump(), this::lost);
  }

  /** The state moved and no notice told us: pull, once for each such move. */
  private void noteWanted(FreezeState now) {
    if (!now.equals(wanted)) {
      wanted = now;
      pull();
    }
  }

  private void noticed(Message.Notice notice) {
    if (isMine("a notice", notice.task())) {
      follow(notice.freeze(), notice.manifest());
    }
  }

  private void follow(FreezeState freeze, Digest manifest) {
    wanted = freeze;
    link.want(wanted);
    if (!link.currentManifest().equals(Optional.of(manifest))) {
      pull();
    }
  }

  private void asked(Message.Repair repair) {
    if (isMine("a repair", repair.task())) {
      repairing = true;
      noteWanted(repair.wanted());
      then(link.repair(repair), noted -> pump(), this::lost);
    }
  }

  private boolean isMine(String what, String task) {
    boolean mine = task.equals(link.task());
    if (!mine) {
      lost(what + " of task \"" + task + '"');
    }
    return mine;
  }

  private void refused(Message.Refused refused) {
    String reason = Refusals.describe(refused);
    link.failed(reason);
    OutgoingBatch batch = unacknowledged.remove(refused.sequence());
    if (batch == null) {
      link.transitionTo(Offline.askedToWait(link, reason, Refusals.pause(refused, link)));
    } else if (refused.retryAfterMillis() >= 0) {
      retryLater(Duration.ofMillis(refused.retryAfterMillis()));
    } else {
      refusedForGood(batch, refused, reason);
    }
  }

  private void retryLater(Duration pause) {
    paused = true;
    after(
        pause,
        () -> {
          paused = false;
          wakeWhenSettled();
        });
  }

  /** Order is kept by sending again only after what else is under way was answered. */
  private void wakeWhenSettled() {
    if (unacknowledged.isEmpty()) {
      wake();
    } else {
      after(link.timings().backoffMin(), this::wakeWhenSettled);
    }
  }

  private void refusedForGood(OutgoingBatch batch, Message.Refused refused, String reason) {
    if (refused.error() == ErrorCode.OVERSIZED_FRAME && batch.annotations().size() > 1) {
      link.limitFrames(batch.frame().length / 2);
      retryLater(link.timings().backoffMin());
    } else if (Refusals.blamesBatch(refused)) {
      then(link.drop(batch, reason), dropped -> pump(), this::lost);
    } else {
      link.giveUpFlushes();
      link.transitionTo(Offline.askedToWait(link, reason, link.timings().backoffMax()));
    }
  }

  private void pull() {
    then(link.pull(), this::pulled, this::lost);
  }

  private void pulled(PullOutcome outcome) {
    if (outcome instanceof PullOutcome.Unreachable) {
      after(link.pause(), this::pull);
    } else {
      link.backoff().reset();
    }
  }

  private void pullThenPump() {
    then(link.pull(), this::pulledForUpload, this::lost);
  }

  /** Another pull may have installed what was needed; only a second look can tell. */
  private void pulledForUpload(PullOutcome outcome) {
    if (outcome instanceof PullOutcome.Unreachable) {
      after(link.pause(), this::pump);
    } else {
      pulledInVain = !(outcome instanceof PullOutcome.Installed);
      pump();
    }
  }

  private void ping() {
    if (pinged) {
      lost("no answer to a ping");
      return;
    }
    pinged = true;
    if (reportDue) {
      report();
    }
    then(socket.ping(), sent -> {}, this::lost);
  }
}
