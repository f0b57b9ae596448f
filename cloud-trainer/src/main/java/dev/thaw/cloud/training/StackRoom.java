package dev.thaw.cloud.training;

/**
 * The room of a stack: for so many scopes, and so many features of all of them, which are in memory
 * at once. Not thread-safe.
 */
final class StackRoom {
  private int scopesLeft;
  private long featuresLeft;

  StackRoom(int scopes, long features) {
    this.scopesLeft = scopes;
    this.featuresLeft = features;
  }

  /** Adds a scope of so many features, whether it fits or not. */
  void add(long features) {
    scopesLeft--;
    featuresLeft -= features;
  }

  boolean isFull() {
    return scopesLeft <= 0;
  }

  /** Adds a scope of so many features if there is room. */
  boolean addIfItFits(long features) {
    boolean fits = !isFull() && features <= featuresLeft;
    if (fits) {
      add(features);
    }
    return fits;
  }
}
