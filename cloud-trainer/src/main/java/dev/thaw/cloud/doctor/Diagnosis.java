package dev.thaw.cloud.doctor;

import dev.thaw.cache.doctor.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How one database and the files beside it were found, and what was done about it. Immutable.
 *
 * @param directory the database's directory
 * @param rows how many rows of each column family could be read
 * @param findings what is not as it should be, now
 * @param repairs what was done, in sentences
 */
public record Diagnosis(
    Path directory,
    boolean isCloud,
    Map<String, Long> rows,
    List<Finding> findings,
    List<String> repairs) {
  public Diagnosis {
    rows = Map.copyOf(rows);
    findings = List.copyOf(findings);
    repairs = List.copyOf(repairs);
  }

  /** Whether all is well. */
  public boolean isHealthy() {
    return findings.isEmpty();
  }

  Diagnosis after(List<String> done) {
    return new Diagnosis(directory, isCloud, rows, findings, done);
  }
}
