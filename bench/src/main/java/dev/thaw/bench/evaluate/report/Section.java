package dev.thaw.bench.evaluate.report;

import java.util.List;

/**
 * The answer to one question. Immutable.
 *
 * @param title the question
 * @param blocks in reading order
 */
public record Section(String title, List<Block> blocks) {
  public Section {
    blocks = List.copyOf(blocks);
  }
}
