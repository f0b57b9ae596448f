package dev.thaw.edge.upload;

import dev.thaw.cache.Outbox;
import dev.thaw.cache.Pending;
import dev.thaw.edge.install.InstalledModel;
import dev.thaw.edge.predict.Activations;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the cloud asked to be sent again, and what becomes of samples that nothing kept leads to.
 *
 * <p>A sample that the cloud has or had is reported as lost, and its annotation stays. One that can
 * still be made at a deeper cut is stranded: it stays in the outbox, is passed over, and is tried
 * again when something else is wanted; not so if it is there only because the cloud asked for it.
 * Any other is dropped.
 *
 * <p>Confined to the link's worker, except {@link #isStranded} and {@link #counts}, which are
 * thread-safe.
 */
final class Repairs {
  private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);

  /** More than a report takes besides its samples. */
  private static final int REPORT_OVERHEAD = 512;

  private final UploadSettings settings;
  private final Outbox outbox;
  private final Departures departures;
  private final Activations activations;
  private final LongAdder droppedAsLost;
  private final LongAdder asked = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final Set<SampleId> askedFor = new HashSet<>();
  private final Set<Long> sentOnlyForRepair = new HashSet<>();
  private final Set<Long> stranded = ConcurrentHashMap.newKeySet();
  private final List<Message.Lost> reports = new ArrayList<>();
  private @Nullable FreezeState lastWanted;

  /**
   * @param departures of the same outbox
   * @param droppedAsLost counts samples that left the outbox though the cloud never had them
   */
  Repairs(
      UploadSettings settings,
      Outbox outbox,
      Departures departures,
      Activations activations,
      LongAdder droppedAsLost) {
    this.settings = settings;
    this.outbox = outbox;
    this.departures = departures;
    this.activations = activations;
    this.droppedAsLost = droppedAsLost;
  }

  /** Puts what the cloud asks for into the outbox again; what is not known here is lost. */
  void ask(Message.Repair repair) {
    note(repair);
    List<SampleId> unknown =
        settings.mayUpload(repair.wanted()) ? resend(repair.samples()) : repair.samples();
    report(repair.wanted(), unknown);
    lost.add(unknown.size());
    LOG.info(
        "samples wanted again task={} depth={} epoch={} count={} unknown={}",
        settings.task(),
        repair.wanted().depth(),
        repair.wanted().epoch(),
        repair.samples().size(),
        unknown.size());
  }

  /** Decides about annotations for which nothing leads to {@code target}. */
  void giveUp(InstalledModel model, FreezeState target, List<Pending> missing) {
    List<SampleId> toReport = new ArrayList<>();
    List<Pending> toKeep = new ArrayList<>();
    List<Pending> toDrop = new ArrayList<>();
    for (Pending each : missing) {
      boolean tryAgain =
          !sentOnlyForRepair.contains(each.sequence())
              && activations.hasDeeper(model, each.sample(), target.depth());
      boolean atTheCloud = each.again() || askedFor.contains(each.sample());
      if (atTheCloud) {
        toReport.add(each.sample());
      }
      if (tryAgain) {
        stranded.add(each.sequence());
      } else {
        (atTheCloud ? toKeep : toDrop).add(each);
      }
    }
    settle(target, toReport, toKeep, toDrop);
  }

  boolean hasReports() {
    return !reports.isEmpty();
  }

  /**
   * What the cloud must be told, in messages that fit into frames of {@code maxFrameBytes}; each is
   * handed out once.
   */
  List<Message.Lost> takeReports(int maxFrameBytes) {
    int pageSamples = (maxFrameBytes - REPORT_OVERHEAD) / SampleId.BYTES;
    List<Message.Lost> taken =
        reports.stream().flatMap(report -> pages(report, pageSamples)).toList();
    reports.clear();
    return taken;
  }

  boolean isStranded(Pending annotation) {
    return stranded.contains(annotation.sequence());
  }

  /** Something else is wanted, or another model runs: stranded samples may have a way now. */
  void retryStranded() {
    stranded.clear();
  }

  /** These left the outbox. */
  void forget(List<Pending> annotations) {
    List<Long> positions = Departures.positions(annotations);
    sentOnlyForRepair.removeAll(positions);
    stranded.removeAll(positions);
  }

  void countSent(List<Pending> annotations) {
    sent.add(annotations.stream().filter(Pending::again).count());
  }

  RepairCounts counts() {
    return new RepairCounts(asked.sum(), sent.sum(), lost.sum(), stranded.size());
  }

  /** The cloud may have what is pending here, if its acknowledgement was lost on the way. */
  private void note(Message.Repair repair) {
    asked.add(repair.samples().size());
    if (!repair.wanted().equals(lastWanted)) {
      askedFor.clear();
    }
    lastWanted = repair.wanted();
    askedFor.addAll(repair.samples());
  }

  /** Whatever was pending before may be a correction, which is more than a repair. */
  private List<SampleId> resend(List<SampleId> samples) {
    OutboxPages pages = new OutboxPages(outbox, settings.task());
    long last = pages.last();
    List<SampleId> unknown = outbox.resend(settings.task(), samples);
    Set<SampleId> wanted = new HashSet<>(samples);
    pages
        .after(last)
        .filter(pending -> wanted.contains(pending.sample()))
        .forEach(pending -> sentOnlyForRepair.add(pending.sequence()));
    return unknown;
  }

  private void settle(
      FreezeState target, List<SampleId> toReport, List<Pending> toKeep, List<Pending> toDrop) {
    report(target, toReport);
    lost.add(departures.acknowledge(toKeep));
    droppedAsLost.add(departures.drop(toDrop));
    forget(toKeep);
    forget(toDrop);
    LOG.warn(
        "nothing leads to the wanted activation task={} depth={} reported={} dropped={} stranded={}",
        settings.task(),
        target.depth(),
        toReport.size(),
        toDrop.size(),
        stranded.size());
  }

  private static Stream<Message.Lost> pages(Message.Lost whole, int pageSamples) {
    List<SampleId> samples = whole.samples();
    return IntStream.iterate(0, from -> from < samples.size(), from -> from + pageSamples)
        .mapToObj(from -> samples.subList(from, Math.min(from + pageSamples, samples.size())))
        .map(
            page ->
                new Message.Lost(
                    whole.deviceId(), whole.task(), whole.cut(), whole.prefix(), page));
  }

  private void report(FreezeState wanted, List<SampleId> samples) {
    if (!samples.isEmpty()) {
      reports.add(
          new Message.Lost(
              settings.deviceId(), settings.task(), wanted.depth(), wanted.prefix(), samples));
    }
  }
}
