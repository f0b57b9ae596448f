package dev.thaw.bench.evaluate;

import java.util.List;

/**
 * One piece of work of a {@link Question}, run in a fresh process with nothing else beside it. Arms
 * whose ratio is quoted are measured in turns within one cell.
 */
public interface Cell {
  /** Names it among its question's cells: {@code [a-z0-9.-]+}. */
  String name();

  /** What it takes. */
  Need need();

  /** Threads of one operator of the engine. */
  default int engineThreads() {
    return 1;
  }

  /**
   * Does it. Blocks for as long as that takes.
   *
   * @return what was found; not empty
   * @throws Exception if it cannot be done; the message says why in one sentence
   */
  List<Row> run(Workplace place) throws Exception;
}
