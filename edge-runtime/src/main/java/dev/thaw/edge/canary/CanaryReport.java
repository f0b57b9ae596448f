package dev.thaw.edge.canary;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the head that runs stands against the general model. Immutable.
 *
 * @param evidence over the newest samples that the two read differently
 */
public record CanaryReport(State state, Evidence evidence) {
  /** Whose answers people get. */
  public enum State {
    /** The head's. */
    TRUSTED,
    /** The general model's: this head was significantly worse on later annotations. */
    FELL_BACK,
    /** The general model's: an earlier head fell, and this one has not made up for it yet. */
    ON_TRIAL
  }

  /** Whether the general model answers in the head's place. */
  public boolean generalAnswers() {
    return state != State.TRUSTED;
  }

  /** The figures by name, as they go to the operator. */
  public Map<String, Double> asMap() {
    Map<String, Double> map = new LinkedHashMap<>();
    map.put("canary.general_right", (double) evidence.generalRight());
    map.put("canary.head_right", (double) evidence.headRight());
    if (state == State.FELL_BACK) {
      map.put("canary.fell_back", 1.0);
    } else if (state == State.ON_TRIAL) {
      map.put("canary.on_trial", 1.0);
    }
    return map;
  }

  /** One sentence for a person. */
  public String sentence() {
    String counts =
        "on %d later annotations the general model was right and the head was not, "
                .formatted(evidence.generalRight())
            + "on %d it was the other way round".formatted(evidence.headRight());
    return switch (state) {
      case TRUSTED -> "the head answers: " + counts;
      case FELL_BACK -> "the general model answers, for the head fell back: " + counts;
      case ON_TRIAL -> "the general model answers, for the head is on trial: " + counts;
    };
  }
}
