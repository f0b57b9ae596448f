package dev.thaw.bench.evaluate.run;

import dev.thaw.bench.evaluate.Need;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether the machine has what cells need, asked before the first one runs. Immutable.
 *
 * @param freeMemory in bytes
 * @param freeDisk where cells work, in bytes
 */
public record Requirements(long freeMemory, long freeDisk) {
  private static final double MIB = 1 << 20;

  /** What there is now. */
  public static Requirements now(Path directory) {
    try {
      long disk = Files.getFileStore(directory).getUsableSpace();
      return new Requirements(Circumstances.freeMemory(), disk);
    } catch (IOException e) {
      throw new EvaluationException("cannot look at " + directory + ": " + e.getMessage(), e);
    }
  }

  /**
   * Refuses cells for which there is too little.
   *
   * @throws EvaluationException naming the first, and how to do without it
   */
  public void requireEnoughFor(List<Job> jobs) {
    for (Job job : jobs) {
      Need need = job.cell().need();
      require(job, "memory", need.memoryMib(), freeMemory);
      require(job, "disk space", need.diskMib(), freeDisk);
    }
  }

  private static void require(Job job, String what, int mebibytes, long free) {
    if (mebibytes * MIB > free) {
      throw new EvaluationException(
          "%s needs %d MiB of %s, %.0f are free: free some, or leave out its question or arm"
              .formatted(job.id(), mebibytes, what, free / MIB));
    }
  }
}
