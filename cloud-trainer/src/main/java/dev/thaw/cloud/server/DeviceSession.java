package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.features.Repairs;
import dev.thaw.cloud.server.DeviceWatch.Wanted;
import dev.thaw.cloud.server.access.Caller;
import dev.thaw.cloud.server.limits.Limits;
import dev.thaw.cloud.web.WireErrors;
import dev.thaw.cloud.web.WireErrors.Failure;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.Message.Hello;
import dev.thaw.protocol.Message.Lost;
import dev.thaw.protocol.Message.Notice;
import dev.thaw.protocol.Message.Status;
import dev.thaw.protocol.Message.Welcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One device's connection: hello first, then batches, status and what is lost up, acknowledgements,
 * notices and what is to be repaired down. Each state knows only what may come in it.
 *
 * <p>Confined to the server's event loop, but for {@link #identity()}, {@link #lookAgain()} and
 * {@link #lookForRepairs()}; what can block runs on workers.
 */
final class DeviceSession {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceSession.class);
  private static final int TICKS_FOR_HELLO = 2;
  private static final long REST_AFTER_REFUSAL_MILLIS = 100;

  private final MessageChannel channel;
  private final Context loop;
  private final WorkerExecutor repairWorkers;
  private final CloudTrainer trainer;
  private final Intake intake;
  private final Limits limits;
  private final int maxFrameBytes;
  private final Caller caller;
  private State state = new BeforeHello();
  private Consumer<DeviceIdentity> welcomed = device -> {};
  private int ticksBeforeHello;
  private volatile @Nullable DeviceWatch watch;
  private volatile @Nullable DeviceIdentity identity;

  /** What may come next. */
  private sealed interface State {
    void on(Message message);
  }

  DeviceSession(
      MessageChannel channel,
      Context loop,
      WorkerExecutor repairWorkers,
      CloudTrainer trainer,
      Intake intake,
      Limits limits,
      int maxFrameBytes,
      Caller caller) {
    this.channel = channel;
    this.loop = loop;
    this.repairWorkers = repairWorkers;
    this.trainer = trainer;
    this.intake = intake;
    this.limits = limits;
    this.maxFrameBytes = maxFrameBytes;
    this.caller = caller;
  }

  /**
   * Begins to listen.
   *
   * @param welcomed hears who it is when it is welcomed
   */
  void open(Consumer<DeviceIdentity> welcomed, Runnable closed) {
    this.welcomed = welcomed;
    channel.open(
        message -> state.on(message),
        () -> {
          identity().ifPresent(gone -> limits.streamEnds(gone.deviceId()));
          closed.run();
        });
  }

  /** Who this is; empty before hello. Thread-safe. */
  Optional<DeviceIdentity> identity() {
    return Optional.ofNullable(identity);
  }

  /** Looks up what the device should run, and tells it if that has changed. Thread-safe. */
  void lookAgain() {
    DeviceWatch present = watch;
    if (present != null) {
      present.lookAgain();
    }
  }

  /** As {@link #lookAgain()}, and asks for what the device is to send again. Thread-safe. */
  void lookForRepairs() {
    DeviceWatch present = watch;
    if (present != null) {
      present.lookForRepairs();
    }
  }

  /** Lets time pass: pings the device, and drops one that does not say hello. */
  void tick() {
    if (identity == null && ++ticksBeforeHello > TICKS_FOR_HELLO && !channel.isClosing()) {
      channel.refuse(ErrorCode.UNEXPECTED_MESSAGE, "no hello came");
    }
    channel.ping();
  }

  /** Whether the connection was opened with that device's token. Thread-safe. */
  boolean isOf(String device) {
    return caller.isDevice(device);
  }

  /** Says that the device is not let in any more, and closes. */
  void revoke() {
    channel.revoke();
  }

  /** Says good-bye, and when to come back, and closes. */
  void goAway(long retryAfterMillis) {
    channel.goAway(retryAfterMillis);
  }

  private void keep(DeviceReport report) {
    loop.executeBlocking(
            () -> {
              trainer.deviceSeen(report);
              return report;
            })
        .onFailure(e -> LOG.warn("report not kept {} message={}", identity, e.getMessage()));
  }

  private void unexpected(Message message, String when) {
    channel.refuse(ErrorCode.UNEXPECTED_MESSAGE, message.getClass().getSimpleName() + ' ' + when);
  }

  /** Nobody is there yet. */
  private final class BeforeHello implements State {
    @Override
    public void on(Message message) {
      if (message instanceof Hello hello) {
        greet(hello);
      } else {
        unexpected(message, "before hello");
      }
    }

    private void greet(Hello hello) {
      DeviceIdentity self = DeviceIdentity.of(hello, caller);
      limits.streamBegins(self.deviceId());
      DeviceWatch own =
          new DeviceWatch(
              trainer, loop, repairWorkers, self, new Told(channel, self, maxFrameBytes));
      channel.peerIs(self);
      state = new Greeting();
      watch = own;
      identity = self; // last: from now on changes are heard of
      own.first()
          .onSuccess(wanted -> welcome(hello, self, wanted))
          .onFailure(e -> channel.refuse(WireErrors.of(e)));
    }

    private void welcome(Hello hello, DeviceIdentity self, Wanted wanted) {
      state = new Open(self);
      channel.send(new Welcome(wanted.freeze(), wanted.manifest(), intake.window(), maxFrameBytes));
      LOG.info("device connected {} manifest={}", self, wanted.manifest());
      welcomed.accept(self);
      keep(
          new DeviceReport(
              self.deviceId(), self.task(), self.cohort(), hello.current(), hello.status()));
      lookForRepairs();
    }
  }

  /** Says what a look-up found. */
  private record Told(MessageChannel channel, DeviceIdentity self, int maxFrameBytes)
      implements DeviceWatch.Listener {
    @Override
    public void changed(Wanted wanted) {
      channel.send(new Notice(self.task(), wanted.freeze(), wanted.manifest()));
      LOG.info(
          "device told {} manifest={} depth={} epoch={}",
          self,
          wanted.manifest(),
          wanted.freeze().depth(),
          wanted.freeze().epoch());
    }

    @Override
    public Future<Void> repairs(Repairs repairs) {
      RepairPages pages = new RepairPages(self.task(), repairs, maxFrameBytes);
      if (pages.count() > 0) {
        LOG.info(
            "repairs asked {} samples={} depth={} epoch={}",
            self,
            repairs.samples().size(),
            repairs.wanted().depth(),
            repairs.wanted().epoch());
      }
      return sendFrom(pages, 0);
    }

    /** One after the other, so that a slow device fills no memory. */
    private Future<Void> sendFrom(RepairPages pages, int index) {
      return index == pages.count()
          ? Future.succeededFuture()
          : channel.send(pages.page(index)).compose(sent -> sendFrom(pages, index + 1));
    }
  }

  /** Hello has come, its answer is looked up. */
  private final class Greeting implements State {
    @Override
    public void on(Message message) {
      unexpected(message, "before welcome");
    }
  }

  /** The device was welcomed and may upload. */
  private final class Open implements State {
    private final DeviceIdentity self;
    private int unacknowledged;

    Open(DeviceIdentity self) {
      this.self = self;
    }

    @Override
    public void on(Message message) {
      if (message instanceof FeatureBatch batch) {
        take(batch);
      } else if (message instanceof Lost lost) {
        note(lost);
      } else if (message instanceof Status status) {
        Map<String, Double> facts = status.status();
        keep(
            new DeviceReport(self.deviceId(), self.task(), self.cohort(), status.current(), facts));
      } else {
        unexpected(message, "after welcome");
      }
    }

    private void note(Lost lost) {
      Optional<Failure> wrong = whyNot("a report", lost.deviceId(), lost.task());
      if (wrong.isPresent()) {
        channel.refuse(wrong.get());
        return;
      }
      LOG.info("samples lost {} samples={} cut={}", self, lost.samples().size(), lost.cut());
      intake
          .note(lost)
          .onFailure(e -> LOG.warn("lost samples not kept {} message={}", self, e.getMessage()));
    }

    private void take(FeatureBatch batch) {
      Optional<Failure> wrong = whyNot(batch);
      if (wrong.isPresent()) {
        refuse(batch, wrong.get());
        return;
      }
      unacknowledged++;
      intake
          .take(batch)
          .onComplete(ignored -> unacknowledged--)
          .onSuccess(channel::send)
          .onFailure(thrown -> refuse(batch, WireErrors.of(thrown)));
    }

    private Optional<Failure> whyNot(FeatureBatch batch) {
      Optional<Failure> wrong =
          whyNot("a batch", batch.deviceId(), batch.features().get(0).activation().task());
      if (wrong.isEmpty() && unacknowledged >= intake.window()) {
        String message = "more than the granted " + intake.window() + " batches unacknowledged";
        return Optional.of(new Failure(ErrorCode.BUSY, message));
      }
      return wrong;
    }

    private Optional<Failure> whyNot(String what, String device, String task) {
      if (!device.equals(self.deviceId())) {
        String message = what + " of device " + device + " from device " + self.deviceId();
        return Optional.of(new Failure(ErrorCode.FORBIDDEN, message));
      }
      if (!task.equals(self.task())) {
        String message = what + " of task " + task + " on a stream of task " + self.task();
        return Optional.of(new Failure(ErrorCode.BAD_REQUEST, message));
      }
      return Optional.empty();
    }

    private void refuse(FeatureBatch batch, Failure failure) {
      boolean busy = failure.code() == ErrorCode.BUSY;
      LOG.atLevel(busy ? Level.DEBUG : Level.WARN) // one that floods shall not fill the log
          .log(
              "batch refused {} sequence={} code={} message={}",
              self,
              batch.sequence(),
              failure.code(),
              failure.message());
      channel.send(WireErrors.refusal(failure, batch.sequence()));
      channel.rest(busy ? failure.retryAfterMillis() : REST_AFTER_REFUSAL_MILLIS);
    }
  }
}
