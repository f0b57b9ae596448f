package dev.thaw.cache;

import dev.thaw.cache.doctor.DatabaseCheck;
import dev.thaw.cache.doctor.DatabaseReport;
import dev.thaw.cache.doctor.Finding;
import dev.thaw.cache.doctor.Finding.Kind;
import dev.thaw.cache.rocks.RocksSettings;
import dev.thaw.cache.rocks.Salvage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies a device's rows out of a damaged database, if all that is damaged can be made again. */
final class DeviceRebuild {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceRebuild.class);
  private static final String ASIDE = "damaged-rebuilding";

  private DeviceRebuild() {}

  /**
   * Drops the damaged rows.
   *
   * @return whether it did; not if something else is damaged, and then nothing has changed
   */
  static boolean dropDamaged(Path directory) {
    DatabaseReport report =
        new DatabaseCheck(DeviceRows.CHECKS, DeviceRows.REBUILDABLE)
            .check(directory, database -> List.of());
    List<Finding> findings = report.findings();
    if (findings.isEmpty() || findings.stream().anyMatch(each -> each.kind() == Kind.LOST)) {
      return false;
    }
    Path aside = directory.toAbsolutePath().resolve(ASIDE);
    if (Files.exists(aside.resolve(Salvage.OLD))) {
      return false; // a rebuild was interrupted while files changed places
    }
    delete(aside);
    Map<String, Long> kept =
        Salvage.copyRows(directory, aside, RocksSettings.SMALL, DeviceRows.CHECKS);
    LOG.warn("damaged rows dropped, they are made again: directory={} kept={}", directory, kept);
    delete(aside);
    return true;
  }

  private static void delete(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + tree, e);
    }
  }
}
