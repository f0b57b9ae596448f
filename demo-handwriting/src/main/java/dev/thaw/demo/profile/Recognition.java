package dev.thaw.demo.profile;

import dev.thaw.protocol.SampleId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the models say about one drawing, and what of it would leave. Immutable.
 *
 * @param best the most probable labels of the model that runs, best first
 * @param general the best guess of the model as it was before anybody wrote
 * @param hit whether the cache answered, so that no frozen layer ran
 * @param micros how long the prediction took, without the general model's
 * @param model which model answered
 * @param outgoing what would be uploaded if the drawing were saved now; null if it cannot be told
 */
public record Recognition(
    SampleId sample,
    List<Guess> best,
    Guess general,
    boolean hit,
    long micros,
    RunningModel model,
    @Nullable Outgoing outgoing,
    int rawBytes) {
  /** One label and how probable it is, in [0, 1]. */
  public record Guess(String label, float probability) {}

  public Recognition {
    best = List.copyOf(best);
  }
}
