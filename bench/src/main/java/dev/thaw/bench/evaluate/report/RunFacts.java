package dev.thaw.bench.evaluate.report;

import java.util.List;
import java.util.Map;

/**
 * Under what circumstances the rows of a report were measured. Immutable.
 *
 * @param scale how much was done, in a word
 * @param facts by name, in the order in which they are shown: command, commit, machine ...
 * @param missing why cells have no rows, by cell; those that have not run yet among them
 */
public record RunFacts(String scale, List<Map.Entry<String, String>> facts, List<String> missing) {
  public RunFacts {
    facts = List.copyOf(facts);
    missing = List.copyOf(missing);
  }
}
