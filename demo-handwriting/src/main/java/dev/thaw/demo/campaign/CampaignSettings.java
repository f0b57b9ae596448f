package dev.thaw.demo.campaign;

import java.util.Set;

/**
 * What a campaign goes through. Immutable.
 *
 * @param kills on both sides together
 * @param devices how many devices write, in one process
 * @param kinds of faults
 * @param seed of everything random
 * @param rest after so many kills there are none until every device runs the current model
 * @param defect whether the cloud acknowledges before it commits, which must be found
 */
record CampaignSettings(
    int kills, int devices, Set<Plan.Kind> kinds, long seed, int rest, boolean defect) {
  CampaignSettings {
    if (kills < 1 || devices < 1 || rest < 1) {
      throw new IllegalArgumentException(
          "must be positive: %d kills, %d devices, rest after %d".formatted(kills, devices, rest));
    }
    kinds = Set.copyOf(kinds);
    if (!kinds.contains(Plan.Kind.KILL) && !kinds.contains(Plan.Kind.POINT)) {
      throw new IllegalArgumentException("a campaign needs kill or point among its faults");
    }
  }
}
