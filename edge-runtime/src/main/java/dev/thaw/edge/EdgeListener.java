package dev.thaw.edge;

import dev.thaw.edge.canary.CanaryReport;
import dev.thaw.protocol.SampleId;
import java.time.Instant;
import java.util.List;

/**
 * Hears what a runtime does in the background. Called on the runtime's own threads, which wait for
 * it: an implementation returns at once and must not close the runtime. What it throws is logged
 * and changes nothing.
 */
public interface EdgeListener {
  /** A listener that does not care. */
  EdgeListener NONE = new EdgeListener() {};

  /**
   * The cloud has these samples durably, with the label given last. A sample may be named again: if
   * it was corrected since, or if the cloud wanted it once more.
   */
  default void uploaded(List<SampleId> samples, Instant at) {}

  /** The cloud can never have these annotations, and they are forgotten here. */
  default void refused(List<SampleId> samples) {}

  /** Another model answers from now on; not said of the one that an opened runtime begins with. */
  default void installed(ModelInfo model) {}

  /**
   * From the next prediction on the general model answers in the place of the head that runs.
   * Called by the thread that annotated.
   */
  default void fellBack(CanaryReport report) {}

  /**
   * The link does something else.
   *
   * @param state in the words of {@link EdgeStatus#link}
   */
  default void linkChanged(String state) {}
}
