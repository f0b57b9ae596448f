package dev.thaw.bench.evaluate;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a run is asked to do. The same plan gives the same cells. Immutable.
 *
 * @param data UNIPEN as a directory or zip; synthetic writers stand in where there is none
 * @param mnist a directory with MNIST's IDX files, for the questions that take digits
 * @param arms families of {@link Arm}s that take part
 * @param questions names of the questions that are asked
 */
public record Plan(
    Scale scale,
    Optional<Path> data,
    Optional<Path> mnist,
    Set<String> arms,
    Set<String> questions) {
  private static final int SEEDS = 3;

  public Plan {
    arms = Set.copyOf(arms);
    questions = Set.copyOf(questions);
  }

  /** Whether rows of {@code arm} are wanted. */
  public boolean has(Arm arm) {
    return arms.contains(arm.family());
  }

  /** Those of {@code all} that are wanted. */
  public Stream<Arm> only(Arm... all) {
    return Stream.of(all).filter(this::has);
  }

  /** The seeds of what is repeated; error bars are over them. */
  public LongStream seeds() {
    return LongStream.rangeClosed(1, scale.of(1, 1, SEEDS));
  }
}
