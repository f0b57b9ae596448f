package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Candidate;
import dev.thaw.cloud.registry.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What training a scope's head gave, before anything is published. Immutable.
 *
 * @param position the last feature taken into account
 * @param candidate the model it made, whatever the verdict; empty if nothing was trained
 * @param head canonical bytes of the candidate's layers from the freeze point on
 * @param curve how the training went
 * @param crowd who took part; empty for the scope of one device
 */
public record Attempt(
    long samples,
    long replayed,
    long position,
    Verdict verdict,
    Optional<Candidate> candidate,
    List<byte[]> head,
    LearningCurve curve,
    Optional<Crowd> crowd) {
  public Attempt {
    head = List.copyOf(head);
  }

  /** The same without the head's bytes, once they are stored. */
  public Attempt withoutHead() {
    return new Attempt(samples, replayed, position, verdict, candidate, List.of(), curve, crowd);
  }

  /** A metric of the candidate. */
  double metric(String name) {
    return candidate.map(made -> made.metrics().get(name)).orElse(Double.NaN);
  }

  long steps() {
    return candidate.isPresent() ? Math.round(metric("steps")) : 0;
  }

  double seconds() {
    return candidate.isPresent() ? metric("seconds") : 0;
  }
}
