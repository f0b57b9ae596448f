package dev.thaw.demo.profile;

import dev.thaw.demo.profile.Recognition.Guess;
import dev.thaw.demo.strokes.Bounds;
import dev.thaw.protocol.SampleId;
import java.time.Instant;
import java.util.Optional;

/**
 * One saved character: what it is, what both models said about it before they could learn from it,
 * and whether it has left. Holds no ink. Immutable.
 *
 * @param key the page's name for it, the same however often the page sends it
 * @param label what the person says it is
 * @param predicted what the model that ran said
 * @param confidence its probability, in [0, 1]
 * @param general what the model said as it was before anybody wrote
 * @param version the version that answered; 0 for the one that came with the app
 * @param personal whether that was this person's own
 * @param practice whether the page had asked for it
 * @param bounds where it stood, in guide units
 * @param rawBytes size of the ink, which stayed
 * @param sentBytes size of what leaves; 0 if it could not be told
 * @param leftAt when the cloud had it; empty while it waits here
 */
public record Entry(
    String key,
    SampleId sample,
    Instant at,
    String label,
    String predicted,
    float confidence,
    String general,
    long version,
    boolean personal,
    boolean hit,
    long micros,
    boolean practice,
    Bounds bounds,
    int rawBytes,
    int sentBytes,
    Optional<Instant> leftAt) {
  /** A new one, of what was said of it. */
  static Entry of(
      String key,
      Instant at,
      Recognition recognition,
      String label,
      boolean practice,
      Bounds bounds) {
    Guess best = recognition.best().get(0);
    Outgoing outgoing = recognition.outgoing();
    return new Entry(
        key,
        recognition.sample(),
        at,
        label,
        best.label(),
        best.probability(),
        recognition.general().label(),
        recognition.model().version(),
        recognition.model().personal(),
        recognition.hit(),
        recognition.micros(),
        practice,
        bounds,
        recognition.rawBytes(),
        outgoing == null ? 0 : outgoing.bytes(),
        Optional.empty());
  }

  /** With another label, which has not left yet. */
  Entry withLabel(String other) {
    return with(other, Optional.empty());
  }

  /** As it is after it left. */
  Entry withLeftAt(Instant when) {
    return with(label, Optional.of(when));
  }

  private Entry with(String newLabel, Optional<Instant> newLeftAt) {
    return new Entry(
        key,
        sample,
        at,
        newLabel,
        predicted,
        confidence,
        general,
        version,
        personal,
        hit,
        micros,
        practice,
        bounds,
        rawBytes,
        sentBytes,
        newLeftAt);
  }

  /** Whether the model that ran was right. */
  public boolean right() {
    return predicted.equals(label);
  }

  /** Whether the general model was right. */
  public boolean generalRight() {
    return general.equals(label);
  }
}
