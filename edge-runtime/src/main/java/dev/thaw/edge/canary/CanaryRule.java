package dev.thaw.edge.canary;

/** What the canary takes for a test of the head. */
public enum CanaryRule {
  /** Nothing: every head is trusted. */
  OFF,
  /**
   * For apps whose people correct mistakes and leave alone what is right: a sample that nobody
   * annotates counts for whoever answered. Some mistakes are overlooked; while the head answers
   * that favours it, so that the canary is slower by them, never harsher.
   */
  CORRECTIONS,
  /**
   * For apps that annotate what was right, too: a sample that nobody annotates was given up, and
   * counts for nobody.
   */
  ANNOTATIONS
}
