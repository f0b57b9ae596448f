package dev.thaw.cloud.doctor;

import dev.thaw.cache.doctor.Finding.Kind;
import dev.thaw.cache.rocks.RocksSettings;
import dev.thaw.cache.rocks.Salvage;
import dev.thaw.cloud.registry.RegistryRows;
import dev.thaw.cloud.storage.CloudDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One repair of one database. Used once; not thread-safe. */
final class Repair {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final DataDirectory directory;
  private final Path aside;
  private final List<String> done = new ArrayList<>();

  Repair(DataDirectory directory, Instant now) {
    this.directory = directory;
    this.aside = directory.home().resolve(DataDirectory.ASIDE + NAME.format(now));
  }

  /** Goes from what costs nothing to what costs most, as far as it must; says what it did. */
  List<String> run(Diagnosis before, boolean acceptLoss) {
    done.addAll(Surroundings.tidy(directory));
    if (Salvage.restoreCurrent(directory.database(), aside)) {
      done.add("the database finds its list of files again");
    }
    Diagnosis now = Doctor.examine(directory);
    if (acceptLoss && has(now, Kind.LOST)) {
      now = giveUpRows();
    }
    if (has(now, Kind.REBUILDABLE) && !has(now, Kind.LOST)) {
      rebuild();
    }
    return done;
  }

  private Diagnosis giveUpRows() {
    for (String log : Salvage.cutLogs(directory.database(), aside)) {
      done.add("cut " + log + " off where it is damaged; the whole file is in " + aside);
    }
    Diagnosis now = Doctor.examine(directory);
    if (!has(now, Kind.LOST)) {
      return now;
    }
    keepReadable();
    return Doctor.examine(directory);
  }

  /** A device computes or fetches again what is dropped; a cloud has it in the base model. */
  private void rebuild() {
    if (directory.isCloud()) {
      restoreLayers();
    } else {
      keepReadable();
    }
  }

  private void keepReadable() {
    Map<String, Long> kept =
        Salvage.copyRows(
            directory.database(), aside, RocksSettings.LARGE, Doctor.checks(directory));
    done.add("kept the rows that can be read: " + kept);
    done.add("the database as it was is in " + aside);
  }

  private void restoreLayers() {
    try (CloudDatabase database = CloudDatabase.open(directory.database())) {
      int restored = new RegistryRows(database).restoreLayers();
      done.add("took " + restored + " layers from the base model");
    }
  }

  private static boolean has(Diagnosis diagnosis, Kind kind) {
    return diagnosis.findings().stream().anyMatch(finding -> finding.kind() == kind);
  }
}
