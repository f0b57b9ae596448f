package dev.thaw.bench.evaluate.run;

/**
 * Under what circumstances a cell ran. Immutable.
 *
 * @param command what was asked for, as typed
 * @param commit of the working tree, {@code +} behind it if files differ from it
 * @param machine processor, cores and memory
 * @param versions of Java, the engine and the system
 * @param started as in ISO 8601
 * @param loadBefore one-minute load when it began; -1 where the system does not tell
 */
public record Stamp(
    String command,
    String commit,
    String machine,
    String versions,
    String started,
    double seconds,
    double loadBefore,
    double loadAfter) {}
