package dev.thaw.cloud.doctor;

import dev.thaw.cache.DeviceRows;
import dev.thaw.cache.doctor.DatabaseCheck;
import dev.thaw.cache.doctor.DatabaseReport;
import dev.thaw.cache.doctor.Finding;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/** Checks and repairs data directories that no process uses. Not thread-safe. */
public final class Doctor {
  private final Clock clock;

  /**
   * @param clock for the names of directories
   */
  public Doctor(Clock clock) {
    this.clock = clock;
  }

  /**
   * Looks at every cloud and device in {@code directory}, and changes nothing. Blocks while it
   * reads all of their data.
   *
   * @throws CloudException {@code NOT_FOUND} if there is none; {@code STORAGE} if one is in use
   */
  public List<Diagnosis> examine(Path directory) {
    return guarded(() -> DataDirectory.in(directory).stream().map(Doctor::examine).toList());
  }

  /**
   * Looks at them, repairs what can be repaired, and looks again.
   *
   * @param acceptLoss whether to give up rows that cannot be read, if the rest is usable then
   * @throws CloudException as {@link #examine}
   */
  public List<Diagnosis> repair(Path directory, boolean acceptLoss) {
    return guarded(
        () -> DataDirectory.in(directory).stream().map(each -> repair(each, acceptLoss)).toList());
  }

  static Map<String, BiPredicate<byte[], byte[]>> checks(DataDirectory directory) {
    return directory.isCloud() ? CloudRows.CHECKS : DeviceRows.CHECKS;
  }

  static Diagnosis examine(DataDirectory directory) {
    Set<String> rebuildable = directory.isCloud() ? Set.of() : DeviceRows.REBUILDABLE;
    DatabaseCheck check = new DatabaseCheck(checks(directory), rebuildable);
    DatabaseReport report =
        check.check(
            directory.database(),
            rocks -> directory.isCloud() ? CloudRows.together(rocks, directory.key()) : List.of());
    List<Finding> findings = new ArrayList<>(report.findings());
    findings.addAll(Surroundings.look(directory));
    return new Diagnosis(
        directory.database(), directory.isCloud(), report.rows(), findings, List.of());
  }

  private Diagnosis repair(DataDirectory directory, boolean acceptLoss) {
    Diagnosis before = examine(directory);
    if (before.isHealthy()) {
      return before;
    }
    List<String> done = new Repair(directory, clock.instant()).run(before, acceptLoss);
    return examine(directory).after(done);
  }

  private static List<Diagnosis> guarded(Supplier<List<Diagnosis>> work) {
    try {
      return work.get();
    } catch (StorageException e) {
      throw new CloudException(ErrorCode.STORAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
