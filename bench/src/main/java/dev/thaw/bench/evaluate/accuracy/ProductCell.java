package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.ProcessTime;
import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.data.Person;
import dev.thaw.bench.evaluate.data.Population;
import dev.thaw.protocol.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The product's loop for everybody: recognise, correct, upload, train, publish, pull, recognise
 * again. The raw arm is the same at depth 0, until the cloud itself runs the frozen layers. Device
 * time is all of this process from the first upload to the last install, so everything that Java
 * does beside is in it. Recognising and correcting, which a device of any arm does, is a figure of
 * its own. Immutable.
 */
record ProductCell(Plan plan, Trial trial, Need need) implements Cell {
  private static final double NANOS = 1e9;

  @Override
  public String name() {
    return trial.name();
  }

  @Override
  public List<Row> run(Workplace place) {
    CompletableFuture<Population> read = CompletableFuture.supplyAsync(this::population);
    try (CloudSetup setup = new CloudSetup(place.directory())) {
      Population population = read.join();
      setup.cloud().setDepth(uploadDepth());
      List<Device> devices = new ArrayList<>();
      try {
        for (Person person : population.people()) {
          devices.add(setup.device(person, uploadDepth(), trial.dtype(), trial.seed()));
        }
        return List.of(row(population, setup, devices, place));
      } finally {
        devices.forEach(Device::close);
      }
    }
  }

  private Population population() {
    return trial.synthetic()
        ? Population.synthetic(CloudSetup.BASE, trial.order(), trial.people(), trial.seed())
        : Population.of(plan, CloudSetup.BASE, trial.order(), trial.people(), trial.seed());
  }

  private int uploadDepth() {
    return trial.arm() == Arm.RAW ? 0 : trial.depth();
  }

  private Row row(Population population, CloudSetup setup, List<Device> devices, Workplace place) {
    each(devices, Device::scoreGeneral, place, 0);
    long recognising = ProcessTime.nanos();
    each(devices, Device::adapt, place, 1);
    Mark before = Mark.of(setup);
    each(devices, Device::upload, place, 2);
    long uploaded = setup.tap().up();
    setup.cloud().setDepth(trial.depth());
    setup.cloud().train(scopes(devices));
    each(devices, Device::pull, place, 3);
    Map<String, Double> figures = new HashMap<>(Mark.of(setup).since(before, devices.size()));
    figures.put("recognition CPU s", (before.busyNanos() - recognising) / NANOS / devices.size());
    List<Judged> judged = devices.stream().map(Device::judge).toList();
    figures.putAll(Judged.figures(judged));
    figures.putAll(raw(population));
    figures.put("training samples", (double) population.corrections());
    figures.put("feature bytes", (uploaded - before.up()) / (double) population.corrections());
    return Row.measured(
        trial.arm().title(), trial.conditions(population.data()), trial.seed(), figures);
  }

  private List<Scope> scopes(List<Device> devices) {
    return trial.arm() == Arm.SPLIT_GLOBAL
        ? List.of(Scope.GLOBAL)
        : devices.stream().map(Device::scope).toList();
  }

  /** What the same corrections are as pen strokes of 16-bit coordinates. */
  private static Map<String, Double> raw(Population population) {
    double strokes =
        population.people().stream()
            .flatMap(person -> person.adapt().stream())
            .mapToLong(sample -> sample.strokeBytes())
            .sum();
    return Map.of("bytes as strokes", strokes / population.people().size());
  }

  private static void each(
      List<Device> devices, Consumer<Device> step, Workplace place, int phase) {
    for (int i = 0; i < devices.size(); i++) {
      step.accept(devices.get(i));
      place.progress().accept((phase + (i + 1.0) / devices.size()) / 5);
    }
  }

  /** What the meters say at a moment. */
  private record Mark(long up, long down, long busyNanos, double cloudSeconds, long nanos) {
    static Mark of(CloudSetup setup) {
      return new Mark(
          setup.tap().up(),
          setup.tap().down(),
          ProcessTime.nanos(),
          setup.cloud().busySeconds(),
          System.nanoTime());
    }

    Map<String, Double> since(Mark before, int devices) {
      return Map.of(
          "bytes up", (up - before.up) / (double) devices,
          "bytes down", (down - before.down) / (double) devices,
          "device CPU s", (busyNanos - before.busyNanos) / NANOS / devices,
          "cloud CPU s", cloudSeconds - before.cloudSeconds,
          "wall s", (nanos - before.nanos) / NANOS,
          "wake-ups", 1.0);
    }
  }
}
