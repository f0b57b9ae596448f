package dev.thaw.edge.upload;

import dev.thaw.cache.Outbox;
import dev.thaw.cache.Pending;
import dev.thaw.edge.install.InstallListener;
import dev.thaw.edge.install.InstalledModel;
import dev.thaw.edge.install.ModelShelf;
import dev.thaw.edge.predict.Activations;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts batches from the outbox in its order, and settles it by what the cloud answers. A sample
 * leaves the outbox only when the cloud has it, refuses it for good, or nothing on this device can
 * be made into what the cloud wants; the last two are counted and logged. What the cloud had before
 * and wants again is sent by the same way.
 *
 * <p>Confined to the link's worker (one call at a time), except {@link #flush}, {@link
 * #giveUpFlushes}, {@link #counts}, {@link #repairs} and {@link #outgoing}, which are thread-safe.
 */
public final class Uploader implements InstallListener {
  private static final Logger LOG = LoggerFactory.getLogger(Uploader.class);

  private final UploadSettings settings;
  private final Outbox outbox;
  private final Departures departures;
  private final ModelShelf shelf;
  private final Activations activations;
  private final Target target;
  private final BatchMaker maker;
  private final UploadMeter meter = new UploadMeter();
  private final Repairs repairs;
  private final Flushes flushes;
  private final Set<Long> underWay = new HashSet<>();
  private long cursor;

  /**
   * @param firstSequence of batches; greater than any this device ever used
   */
  public Uploader(
      UploadSettings settings,
      Outbox outbox,
      ModelShelf shelf,
      Activations activations,
      long firstSequence) {
    this.settings = settings;
    this.outbox = outbox;
    this.departures = new Departures(outbox);
    this.shelf = shelf;
    this.activations = activations;
    this.target = new Target(shelf);
    this.maker = new BatchMaker(settings, activations, firstSequence);
    this.repairs = new Repairs(settings, outbox, departures, activations, meter.lost);
    OutboxPages pages = new OutboxPages(outbox, settings.task());
    this.flushes = new Flushes(pages, repairs::isStranded, meter::counts);
  }

  /** Adds a listener; before anything is sent. */
  public void addListener(UploadListener listener) {
    departures.addListener(listener);
  }

  /**
   * What would be sent of {@code sample} if it were annotated; empty if nothing kept leads to what
   * the cloud wants, or it may not be sent.
   */
  public Optional<OutgoingFeature> outgoing(InstalledModel model, SampleId sample) {
    FreezeState wanted = target.with(model);
    return model.satisfies(wanted) && settings.mayUpload(wanted)
        ? maker.alone(model, wanted, sample)
        : Optional.empty();
  }

  /** What becomes of everything that is in the outbox now. */
  public CompletableFuture<FlushReport> flush() {
    return flushes.begin();
  }

  /** Completes all flushes, though samples remain: they cannot be sent now. */
  public void giveUpFlushes() {
    flushes.completeAll();
  }

  /** The counters as of now. */
  public UploadCounts counts() {
    return meter.counts();
  }

  /** What became of samples that the cloud wanted again, as of now. */
  public RepairCounts repairs() {
    return repairs.counts();
  }

  /** Notes what the cloud said it wants; what it says last counts. */
  public void want(FreezeState freeze) {
    activations.want(freeze.depth());
    if (target.say(freeze)) {
      tryEverything();
    }
  }

  /** Takes up what the cloud wants to be sent again. */
  public void repair(Message.Repair repair) {
    want(repair.wanted());
    repairs.ask(repair);
  }

  @Override
  public void installing(Optional<InstalledModel> before, InstalledModel next) {}

  @Override
  public void installed(InstalledModel now) {
    target.installed(now);
    activations.want(target.with(now).depth());
    tryEverything();
  }

  /** Forgets what is under way (the connection is gone): it will be sent again. */
  public void rewind() {
    underWay.clear();
    cursor = 0;
  }

  /** The next batch, which counts as under way from now on, or why there is none. */
  public Next next(int maxFrameBytes) {
    Next next = repairs.hasReports() ? new Next.Idle() : search(maxFrameBytes);
    return next instanceof Next.Idle && repairs.hasReports()
        ? new Next.Report(repairs.takeReports(maxFrameBytes))
        : next;
  }

  /**
   * Settles a batch by its acknowledgement.
   *
   * @return whether some samples are to be sent again at once, having been made for an older state
   *     than the one now wanted
   * @throws IllegalArgumentException if the outcomes are not as many as the samples
   */
  public boolean settle(OutgoingBatch batch, Message.BatchAck ack) {
    if (ack.outcomes().size() != batch.annotations().size()) {
      throw new IllegalArgumentException(
          ack.outcomes().size() + " outcomes for " + batch.annotations().size() + " samples");
    }
    want(ack.wanted());
    underWay.removeAll(batch.positions());
    Outcomes outcomes = Outcomes.sort(batch.annotations(), ack.outcomes());
    outcomes.count(meter);
    boolean tooDeep = target.isShallowerThan(batch);
    if (!outcomes.taken().isEmpty() && !tooDeep) {
      departures.acknowledge(outcomes.taken());
      repairs.forget(outcomes.taken());
    }
    if (!outcomes.refused().isEmpty()) {
      LOG.warn(
          "samples refused by the cloud task={} samples={}",
          settings.task(),
          outcomes.describeRefused());
      departures.drop(outcomes.refused());
    }
    flushes.completeReached();
    boolean repairable = (outcomes.again() || tooDeep) && target.hasMovedSince(batch);
    if (repairable) {
      cursor = 0;
    }
    return repairable;
  }

  /** Drops a batch's samples: the cloud refuses it as a whole, for good. */
  public void drop(OutgoingBatch batch, String reason) {
    LOG.warn(
        "batch dropped task={} samples={} reason={}",
        settings.task(),
        batch.annotations().size(),
        reason);
    underWay.removeAll(batch.positions());
    meter.refused.add(departures.drop(batch.annotations()));
    repairs.forget(batch.annotations());
    flushes.completeReached();
  }

  private Next search(int maxFrameBytes) {
    if (outbox.length() == 0) {
      flushes.completeReached();
      return new Next.Idle();
    }
    Optional<ModelShelf.Lease> lease = shelf.tryLease();
    if (lease.isEmpty()) {
      return new Next.Withheld("no model");
    }
    try (ModelShelf.Lease model = lease.get()) {
      return search(model.get(), maxFrameBytes);
    }
  }

  private Next search(InstalledModel model, int maxFrameBytes) {
    FreezeState wanted = target.with(model);
    if (!model.satisfies(wanted)) {
      return new Next.NeedsInstall(wanted);
    }
    if (!settings.mayUpload(wanted)) {
      return new Next.Withheld("depth 0: inputs are not uploaded unless allowed");
    }
    while (true) {
      List<Pending> waiting = outbox.peek(settings.task(), cursor, settings.maxBatch());
      if (waiting.isEmpty()) {
        return new Next.Idle();
      }
      Optional<OutgoingBatch> batch = make(model, wanted, waiting, maxFrameBytes);
      if (batch.isPresent()) {
        return new Next.Send(batch.get());
      }
    }
  }

  /** Advances the cursor over whatever was sent, given up, or is under way already. */
  private Optional<OutgoingBatch> make(
      InstalledModel model, FreezeState wanted, List<Pending> waiting, int maxFrameBytes) {
    List<Pending> fresh =
        waiting.stream()
            .filter(each -> !underWay.contains(each.sequence()) && !repairs.isStranded(each))
            .toList();
    BatchMaker.Made made = maker.make(model, wanted, fresh, maxFrameBytes);
    if (!made.missing().isEmpty()) {
      repairs.giveUp(model, wanted, made.missing());
    }
    discard(made.unsendable());
    Optional<OutgoingBatch> batch = made.batch();
    cursor = made.next().map(p -> p.sequence() - 1).orElse(last(waiting));
    batch.ifPresent(
        each -> {
          underWay.addAll(each.positions());
          repairs.countSent(each.annotations());
          meter.sent.add(each.annotations().size());
          meter.bytes.add(each.frame().length);
        });
    return batch;
  }

  private void discard(List<Pending> unsendable) {
    if (!unsendable.isEmpty()) {
      LOG.warn(
          "samples that fit no frame: task={} count={} dtype={} samples={}",
          settings.task(),
          unsendable.size(),
          settings.dtype(),
          describe(unsendable));
      meter.refused.add(departures.drop(unsendable));
      repairs.forget(unsendable);
    }
    flushes.completeReached();
  }

  private void tryEverything() {
    repairs.retryStranded();
    cursor = 0;
  }

  private static long last(List<Pending> annotations) {
    return annotations.get(annotations.size() - 1).sequence();
  }

  private static String describe(List<Pending> annotations) {
    List<String> first = new ArrayList<>();
    annotations.stream().limit(5).forEach(each -> first.add(each.sample().hex()));
    return String.join(", ", first) + (annotations.size() > first.size() ? ", ..." : "");
  }
}
