package dev.thaw.demo.app;

import dev.thaw.demo.profile.Ink;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.protocol.SampleId;
import java.util.Optional;

/** One message of a page, as {@link PageRequestReader} read it. Immutable. */
sealed interface PageRequest {
  /** The page's number for it, which the answer carries; 0 if it had none. */
  long id();

  /** What could this be? */
  record Recognise(long id, Ink ink) implements PageRequest {}

  /** This is a {@code label}: keep it. */
  record Save(
      long id, String key, Ink ink, Optional<SampleId> sample, String label, boolean practice)
      implements PageRequest {}

  /** The character saved as {@code key} is a {@code label} after all. */
  record Relabel(long id, String key, String label) implements PageRequest {}

  /** What should I practise next? */
  record Suggest(long id, int count) implements PageRequest {}

  /** This is how battery and network stand. */
  record Surrounded(long id, Surroundings now) implements PageRequest {}

  /**
   * Not a request.
   *
   * @param problem what is wrong with it, for the person who writes
   */
  record Wrong(long id, String problem) implements PageRequest {}
}
