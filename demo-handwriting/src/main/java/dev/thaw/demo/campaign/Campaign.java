package dev.thaw.demo.campaign;

import dev.thaw.demo.campaign.Fault.Trouble;
import dev.thaw.demo.campaign.Fault.WriteErrors;
import dev.thaw.demo.chaos.Check;
import dev.thaw.demo.chaos.Orders;
import dev.thaw.demo.chaos.RunFiles;
import dev.thaw.demo.chaos.WriterFile;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.simulate.SimulationException;
import dev.thaw.model.BaseModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One campaign: people write on devices, an operator trains and moves the freeze point, both
 * processes die as planned, troubles come and go; now and then, and at the end, all must come to
 * rest. Confined to one thread.
 */
final class Campaign {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(300);

  /** A failing disk may take a process down so long after it has recovered. */
  private static final long EXCUSED_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final int MOST_CALM_MILLIS = 4_000;

  /** Scripts gone through in a second by each device. */
  private static final double PACE = 0.08;

  private final CampaignSettings settings;
  private final BaseModel base;
  private final RunFiles files;
  private final Consumer<String> progress;
  private final Random random;
  private final List<String> ids;
  private final Rig rig;
  private final Plan plan;
  private final Chronicle chronicle;
  private final Life cloud;
  private final Life devices;
  private final Unrest unrest;
  private final long startNanos = System.nanoTime();
  private @Nullable Trouble trouble;
  private long troubleUntilNanos = startNanos;
  private long writesFailedNanos = startNanos - 2 * EXCUSED_NANOS;

  private Campaign(
      CampaignSettings settings,
      BaseModel base,
      Optional<Path> baseFile,
      Path directory,
      List<Writer> writers,
      Consumer<String> progress) {
    this.settings = settings;
    this.base = base;
    this.files = RunFiles.in(directory);
    this.progress = progress;
    this.random = new Random(settings.seed());
    this.ids =
        IntStream.rangeClosed(1, settings.devices()).mapToObj("pen-%02d"::formatted).toList();
    for (int i = 0; i < ids.size(); i++) {
      WriterFile.write(files.hand(ids.get(i)), writers.get(i % writers.size()));
    }
    this.rig = new Rig(settings, files, ids, baseFile);
    this.plan = new Plan(settings.kills(), kinds(), settings.seed());
    Audits audits = new Audits(rig, base.task().name());
    this.chronicle = new Chronicle(audits, settings.kills(), progress);
    this.cloud = new Life(Side.CLOUD, rig, plan.of(Side.CLOUD), chronicle);
    this.devices = new Life(Side.DEVICES, rig, plan.of(Side.DEVICES), chronicle);
    this.unrest = new Unrest(rig.operator(), ids, settings.seed());
  }

  /**
   * Runs a campaign in {@code directory} and says how it went; never throws for a violation.
   *
   * @param writers who writes on the devices
   */
  static CampaignReport run(
      CampaignSettings settings,
      BaseModel base,
      Optional<Path> baseFile,
      Path directory,
      List<Writer> writers,
      Consumer<String> progress) {
    Campaign campaign = new Campaign(settings, base, baseFile, directory, writers, progress);
    try {
      return campaign.run();
    } finally {
      campaign.chronicle.close();
      campaign.rig.close();
    }
  }

  private CampaignReport run() {
    try {
      awaitRest();
      cloud.begin();
      devices.begin();
      int rested = 0;
      while (!cloud.isOver() || !devices.isOver()) {
        if (chronicle.count() >= rested + settings.rest()) {
          rested = chronicle.count();
          endTrouble();
          awaitRest();
        }
        changeTrouble();
        tick(true);
        unrest.look(cloud.next(), devices.next());
      }
      endTrouble();
      chronicle.note("all dead as planned; everything is to come to rest");
      awaitRest();
      unrest.stop();
      List<Check> checks = new Ending(this::tickUntil, rig, base).checks();
      chronicle.awaitAudits();
      return report(Optional.empty(), checks);
    } catch (ViolationException | SimulationException | CompletionException e) {
      Throwable cause = e instanceof CompletionException ? e.getCause() : e;
      String message = String.valueOf(cause == null ? e : cause.getMessage());
      progress.accept("VIOLATION: " + message);
      return report(Optional.of(message), List.of());
    }
  }

  /** Kinds that can be had here. */
  private Set<Plan.Kind> kinds() {
    if (settings.kinds().contains(Plan.Kind.EIO) && !rig.canFailWrites()) {
      progress.accept("no C compiler (cc): writes will not be made to fail with EIO");
      return settings.kinds().stream()
          .filter(kind -> kind != Plan.Kind.EIO)
          .collect(java.util.stream.Collectors.toSet());
    }
    return settings.kinds();
  }

  /** Looks at both sides, and has people write on. */
  private void tick(boolean mayKill) {
    boolean excused = System.nanoTime() - writesFailedNanos < EXCUSED_NANOS;
    cloud.look(mayKill, excused);
    devices.look(mayKill, false);
    chronicle.requireGood();
    double due = PACE * (System.nanoTime() - startNanos) / 1e9;
    if (!devices.isStarting()) {
      rig.tell(new Orders(Orders.Phase.WRITE, due, Set.of(), Set.of()));
    }
    LockSupport.parkNanos(TICK_NANOS);
  }

  /** Nobody is killed until every device runs what the cloud has for it. */
  private void awaitRest() {
    tickUntil(
        "both are up and all devices run the current model",
        () -> {
          tick(false);
          return cloud.isUp() && devices.isUp() && rig.devicesHeard() && isCurrent();
        });
    requireNoLeftovers();
  }

  private boolean isCurrent() {
    try {
      return rig.operator().wantedManifests(ids).equals(rig.models());
    } catch (SimulationException e) {
      return false; // just killed
    }
  }

  private void tickUntil(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new ViolationException(
            "not within %d s: %s; the devices say %s"
                .formatted(TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS), what, rig.states()));
      }
      chronicle.requireGood();
    }
  }

  private void requireNoLeftovers() {
    List<Path> left = new ArrayList<>(Leftovers.in(files.cloud()));
    if (!left.isEmpty()) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1)); // one may just be in use
      left.retainAll(Leftovers.in(files.cloud()));
    }
    if (!left.isEmpty()) {
      throw new ViolationException("temporary files are left: " + left);
    }
  }

  private void changeTrouble() {
    long now = System.nanoTime();
    if (trouble instanceof WriteErrors) {
      writesFailedNanos = now;
    }
    if (!plan.hasTroubles() || now < troubleUntilNanos) {
      return;
    }
    if (trouble != null) {
      endTrouble();
      troubleUntilNanos = now + TimeUnit.MILLISECONDS.toNanos(random.nextInt(MOST_CALM_MILLIS));
    } else {
      Trouble next = plan.trouble();
      chronicle.begins(next);
      next.begin(rig);
      trouble = next;
      troubleUntilNanos = now + TimeUnit.MILLISECONDS.toNanos(next.millis());
    }
  }

  private void endTrouble() {
    Trouble present = trouble;
    if (present != null) {
      present.end(rig);
      trouble = null;
      if (present instanceof WriteErrors) {
        chronicle.note("the disk works again");
      }
    }
  }

  private CampaignReport report(Optional<String> violation, List<Check> checks) {
    return new CampaignReport(
        settings.seed(),
        settings.kills(),
        settings.devices(),
        chronicle.deaths(),
        chronicle.reached(),
        chronicle.missed(),
        chronicle.troubles(),
        chronicle.audits(),
        checks,
        violation.orElse(null),
        (System.nanoTime() - startNanos) / 1e9);
  }
}
