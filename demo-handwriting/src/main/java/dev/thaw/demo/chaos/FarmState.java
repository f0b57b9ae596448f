package dev.thaw.demo.chaos;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a farm says about its devices, over and over. Immutable.
 *
 * @param devices by id
 * @param tally of all since the farm was started
 * @param problem why it cannot go on; empty if it can
 */
public record FarmState(Map<String, DeviceState> devices, Tally tally, String problem) {
  /**
   * One device.
   *
   * @param steps steps of its script that it has done, of {@code allSteps}
   * @param model the manifest it runs, in hexadecimal; empty if it is switched off or has none
   * @param outbox annotations that the cloud has not acknowledged
   * @param score once it was scored
   */
  public record DeviceState(
      int steps, int allSteps, String model, int depth, long outbox, @Nullable DeviceScore score) {
    boolean isSettled() {
      return steps == allSteps && outbox == 0 && !model.isEmpty();
    }
  }

  public FarmState {
    devices = Map.copyOf(devices);
  }
}
