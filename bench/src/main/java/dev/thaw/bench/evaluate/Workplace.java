package dev.thaw.bench.evaluate;

import java.nio.file.Path;
import java.util.function.DoubleConsumer;

/**
 * Where a cell runs. Immutable.
 *
 * @param directory empty, gone when the cell has ended
 * @param progress told the share that is done, from 0 to 1; any thread
 */
public record Workplace(Path directory, DoubleConsumer progress) {}
