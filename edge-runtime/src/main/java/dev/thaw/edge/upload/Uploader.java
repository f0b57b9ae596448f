package dev.thaw.edge.upload;

import dev.thaw.cache.Outbox;
import dev.thaw.cache.Pending;
import dev.thaw.edge.device.UploadedCuts;
import dev.thaw.edge.install.InstallListener;
import dev.thaw.edge.install.InstalledModel;
import dev.thaw.edge.install.ModelShelf;
import dev.thaw.edge.predict.Activations;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts batches from the outbox in its order, and settles it by what the cloud answers. A sample
 * leaves the outbox only when the cloud has it, refuses it for good, or nothing on this device can
 * be made into what the cloud wants; the last two are counted and logged.
 *
 * <p>Confined to the link's worker (one call at a time), except {@link #flush}, {@link
 * #giveUpFlushes} and {@link #counts}, which are thread-safe.
 */
public final class Uploader implements InstallListener {
  private static final Logger LOG = LoggerFactory.getLogger(Uploader.class);

  private final UploadSettings settings;
  private final Outbox outbox;
  private final ModelShelf shelf;
  private final UploadedCuts uploaded;
  private final BatchMaker maker;
  private final UploadMeter meter = new UploadMeter();
  private final Flushes flushes;
  private final Set<Long> underWay = new HashSet<>();
  private long cursor;
  private @Nullable FreezeState wanted;

  /**
   * @param firstSequence of batches; greater than any this device ever used
   */
  public Uploader(
      UploadSettings settings,
      Outbox outbox,
      ModelShelf shelf,
      Activations activations,
      UploadedCuts uploaded,
      long firstSequence) {
    this.settings = settings;
    this.outbox = outbox;
    this.shelf = shelf;
    this.uploaded = uploaded;
    this.maker = new BatchMaker(settings, activations, firstSequence);
    this.flushes = new Flushes(settings.task(), outbox, meter::counts);
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

  /** Notes what the cloud said it wants. */
  public void want(FreezeState freeze) {
    wanted = freeze;
  }

  @Override
  public void installing(Optional<InstalledModel> before, InstalledModel next) {}

  /** What was said before this manifest was signed no longer counts. */
  @Override
  public void installed(InstalledModel now) {
    FreezeState said = wanted;
    wanted = said != null && isLater(said, now.freeze()) ? said : null;
  }

  /** Forgets what is under way (the connection is gone): it will be sent again. */
  public void rewind() {
    underWay.clear();
    cursor = 0;
  }

  /** The next batch, which counts as under way from now on, or why there is none. */
  public Next next(int maxFrameBytes) {
    if (outbox.length() == 0) {
      flushes.completeReached();
      return new Next.Idle();
    }
    Optional<ModelShelf.Lease> lease = shelf.tryLease();
    if (lease.isEmpty()) {
      return new Next.Withheld("no model");
    }
    try (ModelShelf.Lease model = lease.get()) {
      return next(model.get(), maxFrameBytes);
    }
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
    wanted = ack.wanted();
    underWay.removeAll(batch.positions());
    Outcomes outcomes = Outcomes.sort(batch.annotations(), ack.outcomes());
    outcomes.count(meter);
    boolean tooDeep = isDeeperThanWanted(batch);
    if (!outcomes.taken().isEmpty() && !tooDeep) {
      uploaded.add(batch.madeFor().depth(), batch.madeFor().prefix());
      outbox.acknowledge(outcomes.taken());
    }
    if (!outcomes.refused().isEmpty()) {
      LOG.warn(
          "samples refused by the cloud task={} samples={}",
          settings.task(),
          outcomes.describeRefused());
      outbox.drop(outcomes.refused());
    }
    flushes.completeReached();
    boolean repairable = (outcomes.again() || tooDeep) && hasMovedSince(batch);
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
    meter.refused.add(outbox.drop(batch.positions()));
    flushes.completeReached();
  }

  private Next next(InstalledModel model, int maxFrameBytes) {
    FreezeState target = target(model);
    if (!model.satisfies(target)) {
      return new Next.NeedsInstall(target);
    }
    if (target.depth() == 0 && !settings.allowRaw()) {
      return new Next.Withheld("depth 0: inputs are not uploaded unless allowed");
    }
    while (true) {
      List<Pending> waiting = outbox.peek(settings.task(), cursor, settings.maxBatch());
      if (waiting.isEmpty()) {
        return new Next.Idle();
      }
      Optional<OutgoingBatch> batch = make(model, target, waiting, maxFrameBytes);
      if (batch.isPresent()) {
        return new Next.Send(batch.get());
      }
    }
  }

  /** Advances the cursor over whatever was sent, dropped, or is under way already. */
  private Optional<OutgoingBatch> make(
      InstalledModel model, FreezeState target, List<Pending> waiting, int maxFrameBytes) {
    List<Pending> fresh =
        waiting.stream().filter(each -> !underWay.contains(each.sequence())).toList();
    BatchMaker.Made made = maker.make(model, target, fresh, maxFrameBytes);
    discard(made);
    Optional<OutgoingBatch> batch = made.batch();
    cursor = made.next().map(p -> p.sequence() - 1).orElse(last(waiting));
    batch.ifPresent(
        each -> {
          underWay.addAll(each.positions());
          meter.sent.add(each.annotations().size());
          meter.bytes.add(each.frame().length);
        });
    return batch;
  }

  private void discard(BatchMaker.Made made) {
    if (!made.lost().isEmpty()) {
      LOG.warn(
          "samples lost, no activation leads to the wanted one: task={} count={} samples={}",
          settings.task(),
          made.lost().size(),
          describe(made.lost()));
      meter.lost.add(outbox.drop(positions(made.lost())));
    }
    if (!made.unsendable().isEmpty()) {
      LOG.warn(
          "samples that fit no frame: task={} count={} dtype={} samples={}",
          settings.task(),
          made.unsendable().size(),
          settings.dtype(),
          describe(made.unsendable()));
      meter.refused.add(outbox.drop(positions(made.unsendable())));
    }
    flushes.completeReached();
  }

  /** The answer came after a move to a shallower depth, at which the samples are of no use. */
  private boolean isDeeperThanWanted(OutgoingBatch batch) {
    return shelf
        .tryLease()
        .map(
            lease -> {
              try (lease) {
                return target(lease.get()).depth() < batch.madeFor().depth();
              }
            })
        .orElse(false);
  }

  /** What the cloud said last, unless something later is installed. */
  private FreezeState target(InstalledModel model) {
    FreezeState said = wanted;
    return said == null || isLater(model.freeze(), said) ? model.freeze() : said;
  }

  /** Only then is it of use to send stale samples again; else they wait for the next round. */
  private boolean hasMovedSince(OutgoingBatch batch) {
    return shelf
        .tryLease()
        .map(
            lease -> {
              try (lease) {
                return !target(lease.get()).prefix().equals(batch.madeFor().prefix());
              }
            })
        .orElse(false);
  }

  private static boolean isLater(FreezeState one, FreezeState other) {
    return one.epoch() > other.epoch()
        || (one.epoch() == other.epoch() && one.prefixSince().isAfter(other.prefixSince()));
  }

  private static long last(List<Pending> annotations) {
    return annotations.get(annotations.size() - 1).sequence();
  }

  private static List<Long> positions(List<Pending> annotations) {
    return annotations.stream().map(Pending::sequence).toList();
  }

  private static String describe(List<Pending> annotations) {
    List<String> first = new ArrayList<>();
    annotations.stream().limit(5).forEach(each -> first.add(each.sample().hex()));
    return String.join(", ", first) + (annotations.size() > first.size() ? ", ..." : "");
  }
}
