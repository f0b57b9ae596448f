package dev.thaw.cache.doctor;

import java.util.List;
import java.util.Map;

/**
 * How a database was found. Immutable.
 *
 * @param rows how many rows of each column family could be read
 */
public record DatabaseReport(Map<String, Long> rows, List<Finding> findings) {
  public DatabaseReport {
    rows = Map.copyOf(rows);
    findings = List.copyOf(findings);
  }
}
