package dev.thaw.cache.faults;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A defect put in on purpose, to show that the campaign would find it. It takes two system
 * properties to have it, the second of which says what it does, and a process that has it says so
 * in its log at the start. Stateless.
 */
public final class TestDefect {
  private static final Logger LOG = LoggerFactory.getLogger(TestDefect.class);
  private static final String ACK_BEFORE_COMMIT = "ack-before-commit";

  private TestDefect() {}

  /**
   * Whether uploads are acknowledged before they are committed.
   *
   * @throws IllegalArgumentException if a defect was asked for in other than the exact words
   */
  public static boolean acknowledgesBeforeCommit() {
    String asked = System.getProperty("thaw.faults", "");
    if (asked.isEmpty()) {
      return false;
    }
    String confirmed = System.getProperty("thaw.faults.confirm", "");
    if (!asked.equals(ACK_BEFORE_COMMIT) || !confirmed.equals("lose-data")) {
      throw new IllegalArgumentException(
          "-Dthaw.faults=" + asked + " is for tests of the fault campaign only: remove it");
    }
    LOG.error("THIS PROCESS LOSES DATA ON PURPOSE: -Dthaw.faults={} is for tests only", asked);
    return true;
  }
}
