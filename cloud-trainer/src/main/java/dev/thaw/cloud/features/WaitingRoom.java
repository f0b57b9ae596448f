package dev.thaw.cloud.features;

import dev.thaw.cloud.features.Committer.Upload;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The uploads that wait for the disk: a queue for each device, served one upload at a time in turn,
 * so that a device that sends much waits behind itself. What one device, and all together, may have
 * waiting is bounded; an upload counts until it is committed. Not thread-safe.
 */
final class WaitingRoom {
  private final LogLimits limits;
  private final Map<String, Deque<Upload>> queues = new LinkedHashMap<>();
  private final Map<String, Integer> held = new HashMap<>();
  private int batches;
  private long bytes;

  WaitingRoom(LogLimits limits) {
    this.limits = limits;
  }

  /**
   * Lets an upload in.
   *
   * @throws CloudException {@code BUSY} if there is no room for it, or none for its device
   */
  void enter(Upload upload) {
    String device = upload.device();
    if (batches >= limits.maxWaitingBatches()
        || (batches > 0 && bytes + upload.bytes() > limits.maxWaitingBytes())) {
      throw new CloudException(
          ErrorCode.BUSY, "too many batches wait for the disk; try again later");
    }
    int own = held.getOrDefault(device, 0);
    if (own >= limits.maxWaitingOfDevice()) {
      throw new CloudException(
          ErrorCode.BUSY, own + " batches of this device wait for the disk; try again later");
    }
    held.put(device, own + 1);
    batches++;
    bytes += upload.bytes();
    queues.computeIfAbsent(device, ignored -> new ArrayDeque<>()).add(upload);
  }

  /** Takes up to {@code most} uploads out of their queues, one of each device, then another. */
  List<Upload> next(int most) {
    List<Upload> group = new ArrayList<>();
    while (group.size() < most && !queues.isEmpty()) {
      String device = queues.keySet().iterator().next();
      Deque<Upload> queue = queues.remove(device);
      group.add(queue.remove());
      if (!queue.isEmpty()) {
        queues.put(device, queue); // behind all others
      }
    }
    return group;
  }

  /** These were committed, or given up. */
  void leave(List<Upload> group) {
    for (Upload upload : group) {
      batches--;
      bytes -= upload.bytes();
      held.computeIfPresent(upload.device(), (device, own) -> own == 1 ? null : own - 1);
    }
  }

  boolean isEmpty() {
    return queues.isEmpty();
  }

  /** Uploads that are not committed yet. */
  int batches() {
    return batches;
  }
}
