package dev.thaw.demo.campaign;

import dev.thaw.demo.chaos.Journal;
import dev.thaw.demo.simulate.SimulationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Judges copies of what a dead process left, so that the process itself still finds it as it was.
 * Thread-safe.
 */
final class Audits {
  private final Rig rig;
  private final String task;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  Audits(Rig rig, String task) {
    this.rig = rig;
    this.task = task;
  }

  /** Audits done without a finding. */
  int done() {
    return done.get();
  }

  /** Copies what {@code side} left; what is returned judges the copy and removes it. */
  Runnable take(Side side) {
    Path copy = rig.files().directory().resolve("audit-" + taken.incrementAndGet());
    if (side == Side.CLOUD) {
      Map<String, List<Journal.Line>> acknowledged = acknowledged();
      copy(rig.files().cloud(), copy);
      return () -> judge(copy, () -> new CloudAudit(copy, task, rig).run(acknowledged));
    }
    rig.ids().forEach(id -> copy(rig.files().device(id), copy.resolve(id)));
    return () -> judge(copy, () -> rig.ids().forEach(id -> DeviceAudit.run(copy.resolve(id), rig)));
  }

  private void judge(Path copy, Runnable audit) {
    audit.run();
    remove(copy);
    done.incrementAndGet();
  }

  private Map<String, List<Journal.Line>> acknowledged() {
    Map<String, List<Journal.Line>> lines = new HashMap<>();
    rig.ids().forEach(id -> lines.put(id, Journal.read(rig.files().acknowledged(id))));
    return lines;
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    } catch (IOException e) {
      throw new SimulationException("cannot copy " + from + ": " + e, e);
    }
  }

  private static void remove(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory, e);
    }
  }
}
