package dev.thaw.cloud.training;

/**
 * General features mixed into a scope's own, so that its head does not forget. Immutable.
 *
 * @param perClass how many of each class at most
 * @param absentWeight how much one counts beside an uploaded feature if the scope never uploaded
 *     its class; without them a head forgets such classes
 * @param presentWeight the same for classes that the scope did upload; 0 leaves them out
 */
public record Replay(int perClass, float absentWeight, float presentWeight) {
  public Replay {
    if (perClass < 0) {
      throw new IllegalArgumentException("not a number of general features: " + perClass);
    }
    requireShare(absentWeight);
    requireShare(presentWeight);
  }

  float weight(boolean uploaded) {
    return uploaded ? presentWeight : absentWeight;
  }

  private static void requireShare(float weight) {
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException("not a replay weight: " + weight);
    }
  }
}
