package dev.thaw.demo.chaos;

import dev.thaw.edge.EdgeStatus;

/**
 * What devices counted of their uploads. What a killed process counted last before it was killed
 * may be missing. Immutable.
 *
 * @param stale answers that a sample was made under an old prefix
 * @param lost samples never acknowledged that could not be made any more
 * @param asked samples that the cloud asked for once more
 * @param repaired samples sent that it had acknowledged before
 * @param unrepairable samples that it asked for and nothing kept led to
 * @param bytes bytes of the frames that carried features
 */
public record Tally(
    long sent, long stale, long lost, long asked, long repaired, long unrepairable, long bytes) {
  /** Nothing. */
  public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0);

  static Tally of(EdgeStatus status) {
    return new Tally(
        status.uploads().sent(),
        status.uploads().stale(),
        status.uploads().lost(),
        status.repairs().asked(),
        status.repairs().sent(),
        status.repairs().lost(),
        status.uploads().bytes());
  }

  Tally plus(Tally other) {
    return new Tally(
        sent + other.sent,
        stale + other.stale,
        lost + other.lost,
        asked + other.asked,
        repaired + other.repaired,
        unrepairable + other.unrepairable,
        bytes + other.bytes);
  }

  /** The share of the bytes that repaired samples took. */
  long repairedBytes() {
    return sent == 0 ? 0 : Math.round((double) bytes * repaired / sent);
  }
}
