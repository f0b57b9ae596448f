package dev.thaw.bench.evaluate.scaling;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.data.Variety;
import dev.thaw.bench.evaluate.wire.Tap;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Digest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/**
 * One {@link Setup} against a cloud in a process of its own: a small wave to warm up, then waves
 * that count. In each, new devices connect, upload, have their heads trained and install them.
 * Confined to one thread.
 */
final class Trial {
  /** Devices whose bytes are counted. */
  private static final int TAPPED = 10;

  private static final int WARM_UP = 5;
  private static final double NANOS = 1e9;

  private final Setup setup;
  private final BaseModel base;
  private final Variety variety;
  private final Uploads uploads;
  private final Path directory;
  private final List<Wave> waves = new ArrayList<>();
  private double idleMib;
  private double servingMib;

  Trial(Setup setup, BaseModel base, Variety variety, Uploads uploads, Path directory) {
    this.setup = setup;
    this.base = base;
    this.variety = variety;
    this.uploads = uploads;
    this.directory = directory;
  }

  /**
   * Runs it.
   *
   * @param progress told the share that is done
   */
  Row run(DoubleConsumer progress) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    try (ServerProcess server = new ServerProcess(directory)) {
      URI cloud = server.await();
      wave(
          Kind.GENERATOR, "warm", Math.min(WARM_UP, setup.devices()), cloud, share -> {}, () -> {});
      double idle = server.usedMib();
      for (int i = 0; i < setup.waves(); i++) {
        Measured memory = i == 0 ? () -> growth(idle, server.usedMib()) : () -> {};
        int before = i;
        DoubleConsumer part = share -> progress.accept((before + share) / setup.waves());
        waves.add(wave(setup.kind(), "wave-" + i, setup.devices(), cloud, part, memory));
      }
      return row();
    }
  }

  /** Done while all devices are connected and have been served. */
  private interface Measured {
    void now() throws IOException, InterruptedException;
  }

  private Wave wave(
      Kind kind, String prefix, int devices, URI cloud, DoubleConsumer progress, Measured atEnd)
      throws IOException, InterruptedException {
    try (Tap tap = new Tap(cloud.getPort())) {
      int tapped = Math.min(TAPPED, devices);
      Party party =
          new Party(
              prefix, devices, setup.features(), tapped, cloud, tap.uri(), directory, variety);
      Installs installs = new Installs();
      try (Crowd crowd = crowd(kind, party, installs)) {
        long start = System.nanoTime();
        crowd.upload();
        double seconds = (System.nanoTime() - start) / NANOS;
        Training training = Training.ofAll(party, progress);
        List<Double> millis = installs.await(training.manifests());
        long features = (long) devices * setup.features();
        double up = (double) tap.up() / tapped;
        double down = (double) tap.down() / tapped;
        atEnd.now();
        return new Wave(seconds, features, training, millis, up, down);
      }
    }
  }

  private Crowd crowd(Kind kind, Party party, Installs installs) {
    Set<Digest> bundled = base.layers().stream().map(Digest::of).collect(Collectors.toSet());
    return switch (kind) {
      case RUNTIME -> new RuntimeCrowd(party, base, installs);
      case GENERATOR -> new GeneratorCrowd(party, uploads, bundled, installs);
    };
  }

  private void growth(double before, double now) {
    idleMib = before;
    servingMib = now;
  }

  private Row row() {
    Map<String, Double> figures = Wave.figures(waves);
    figures.put("server MB per device", (servingMib - idleMib) / setup.devices());
    figures.put("server idle MB", idleMib);
    figures.put("server MB", servingMib);
    Map<String, String> conditions =
        Map.of(
            "devices", Integer.toString(setup.devices()),
            "kind", setup.kind().title(),
            "features per device", Integer.toString(setup.features()));
    return Row.measured(Arm.SPLIT.title(), conditions, 0, figures);
  }
}
