package dev.thaw.cloud.training;

/**
 * Who took part in a run for several devices. Immutable.
 *
 * @param devices whose features were taken
 * @param capped those of them of which not all were
 * @param leftOut features not taken, of all devices together
 * @param jurors devices that judged the head on samples held out; 0 if it was not judged
 * @param change of the share that the typical juror's samples are recognised with, from the present
 *     head to the new one, -1 to 1; NaN if it was not judged
 */
public record Crowd(long devices, long capped, long leftOut, long jurors, double change) {
  static Crowd unjudged(long devices, long capped, long leftOut) {
    return new Crowd(devices, capped, leftOut, 0, Double.NaN);
  }

  Crowd judged(Opinion opinion) {
    return new Crowd(devices, capped, leftOut, opinion.jurors(), opinion.change());
  }
}
