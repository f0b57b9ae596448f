package dev.thaw.cloud.server;

import dev.thaw.cloud.features.Repairs;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.Repair;
import dev.thaw.protocol.SampleId;
import java.util.List;

/** Cuts what a device is to send again into messages that fit into a frame. Immutable. */
final class RepairPages {
  private static final int OTHER_BYTES = 512;

  private final String task;
  private final Repairs repairs;
  private final int pageSamples;

  RepairPages(String task, Repairs repairs, int maxFrameBytes) {
    this.task = task;
    this.repairs = repairs;
    this.pageSamples =
        Math.min(Message.MAX_SAMPLES, (maxFrameBytes - OTHER_BYTES) / SampleId.BYTES);
  }

  /** How many messages there are; none if nothing is to be sent again. */
  int count() {
    return (repairs.samples().size() + pageSamples - 1) / pageSamples;
  }

  Repair page(int index) {
    List<SampleId> samples = repairs.samples();
    int from = index * pageSamples;
    int to = Math.min(from + pageSamples, samples.size());
    return new Repair(task, repairs.wanted(), samples.subList(from, to));
  }
}
