package dev.thaw.cloud.features;

import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.SampleId;
import java.util.List;

/**
 * The samples that one device is to send again. Immutable.
 *
 * @param wanted the freeze state they are wanted for
 * @param samples in the order of their ids; without those that the device reported lost for it
 */
public record Repairs(FreezeState wanted, List<SampleId> samples) {
  public Repairs {
    samples = List.copyOf(samples);
  }
}
