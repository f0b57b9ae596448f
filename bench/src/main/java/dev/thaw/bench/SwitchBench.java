package dev.thaw.bench;

import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.predict.Checkpoints;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * From asking for a change of depth to the last connected device running it, and what devices send
 * again for it. Every device has features in the cloud, and one in ten has a head of its own, which
 * is trained anew where a change needs it. Immutable.
 */
record SwitchBench(Hands hands, int devices, int runs) {
  /** Features of each device. */
  private static final int SAMPLES = 10;

  private static final int DEVICES_A_HEAD = 10;

  /** The last change is the first one again, when the cloud has everything for it. */
  private static final int[] DEPTHS = {
    Fleet.DEPTH - 1, Fleet.DEPTH, Fleet.DEPTH + 1, Fleet.DEPTH, Fleet.DEPTH - 1
  };

  List<Figure> measure(Path directory) {
    List<List<Change>> all = new ArrayList<>();
    List<Figure> footprint = List.of();
    for (int i = 0; i < runs; i++) {
      try (Fleet fleet = new Fleet(directory.resolve("run" + i))) {
        connect(fleet);
        footprint = Footprint.now().figures("switch");
        all.add(changes(fleet));
      }
    }
    List<Figure> figures = new ArrayList<>();
    for (int i = 0; i < DEPTHS.length; i++) {
      int place = i;
      String again = place == DEPTHS.length - 1 ? " again" : "";
      figures.addAll(figures(again, all.stream().map(each -> each.get(place)).toList()));
    }
    figures.addAll(footprint);
    return figures;
  }

  /**
   * One change.
   *
   * @param done what the cloud did
   * @param preparedSeconds until the new epoch was in force
   * @param deviceSeconds until each device ran it
   * @param bytes feature frames of all devices
   * @param plannedBytes what the dry run said
   */
  private record Change(
      FreezeChange done,
      double preparedSeconds,
      List<Double> deviceSeconds,
      long bytes,
      long plannedBytes) {
    String name() {
      return "%d -> %d".formatted(done.before().depth(), done.after().depth());
    }

    String work() {
      return "%d heads, %d run on".formatted(done.retrained().size(), done.advanced());
    }
  }

  private void connect(Fleet fleet) {
    for (int i = 0; i < devices; i++) {
      EdgeRuntime device =
          fleet.open(
              config ->
                  config.withCheckpoints(
                      Checkpoints.at(Fleet.DEPTH - 1, Fleet.DEPTH, Fleet.DEPTH + 1)));
      Fleet.annotate(device, hands.of(i, SAMPLES));
    }
    fleet.goOnline();
    for (int i = 0; i < devices; i += DEVICES_A_HEAD) {
      EdgeRuntime device = fleet.devices().get(i);
      fleet.publishHead(new Scope.OfDevice(device.deviceId()), List.of(device));
    }
  }

  private List<Change> changes(Fleet fleet) {
    List<Change> changes = new ArrayList<>();
    for (int to : DEPTHS) {
      changes.add(change(fleet, to));
    }
    return changes;
  }

  private Change change(Fleet fleet, int to) {
    long planned = fleet.trainer().planDepth(Fleet.TASK, to).uploadBytes();
    long before = featureBytes(fleet);
    long start = System.nanoTime();
    CompletableFuture<FreezeChange> change = fleet.trainer().setDepth(Fleet.TASK, to);
    CompletableFuture<Double> prepared = change.thenApply(done -> secondsSince(start));
    List<Double> switched = awaitAll(fleet, to, start);
    FreezeChange done = Waiting.get("change of depth", change);
    Waiting.until("repairs", () -> fleet.counts().voided() == 0);
    Waiting.until("empty outboxes", () -> fleet.devices().stream().allMatch(SwitchBench::isDone));
    return new Change(
        done, Waiting.get("time", prepared), switched, featureBytes(fleet) - before, planned);
  }

  /** Seconds until each device ran it. */
  private static List<Double> awaitAll(Fleet fleet, int depth, long start) {
    List<Double> seconds = new ArrayList<>();
    List<EdgeRuntime> waiting = new ArrayList<>(fleet.devices());
    Waiting.until(
        "all at depth " + depth,
        () -> {
          List<EdgeRuntime> there = waiting.stream().filter(d -> Fleet.isAt(d, depth)).toList();
          there.forEach(device -> seconds.add(secondsSince(start)));
          waiting.removeAll(there);
          return waiting.isEmpty();
        });
    return seconds;
  }

  private List<Figure> figures(String again, List<Change> sameChange) {
    Change first = sameChange.get(0);
    String name = first.name() + again;
    List<Double> prepared = sameChange.stream().map(Change::preparedSeconds).toList();
    List<Figure> figures = new ArrayList<>();
    figures.add(seconds(name + ": prepared", Medians.of(prepared), first.work()));
    figures.add(quantile(name + ": half of " + devices, sameChange, 0.5));
    figures.add(quantile(name + ": 95%", sameChange, 0.95));
    figures.add(quantile(name + ": the last", sameChange, 1));
    String planned = "dry run: " + first.plannedBytes();
    figures.add(new Figure("bytes", "sent again, " + name, first.bytes(), "B", planned));
    return figures;
  }

  private static Figure quantile(String what, List<Change> changes, double share) {
    List<Double> each =
        changes.stream().map(change -> Medians.quantile(change.deviceSeconds(), share)).toList();
    return seconds(what, Medians.of(each), "none set");
  }

  private static Figure seconds(String what, double value, String limit) {
    return new Figure("switch", what, value, "s", limit);
  }

  private static boolean isDone(EdgeRuntime device) {
    return device.status().outbox() == 0;
  }

  private static long featureBytes(Fleet fleet) {
    return fleet.devices().stream().mapToLong(d -> d.status().traffic().featuresUp()).sum();
  }

  private static double secondsSince(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }
}
