package dev.thaw.edge.upload;

import dev.thaw.cache.Pending;
import dev.thaw.protocol.FreezeState;
import java.util.List;

/**
 * A batch ready to be sent. Immutable, but the frame is not copied.
 *
 * @param sequence the batch's own, echoed by the acknowledgement
 * @param annotations the outbox entries it carries, in order
 * @param madeFor the freeze state its activations belong to
 * @param frame the encoded message
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read by one socket
public record OutgoingBatch(
    long sequence, List<Pending> annotations, FreezeState madeFor, byte[] frame) {
  public OutgoingBatch {
    annotations = List.copyOf(annotations);
  }

  List<Long> positions() {
    return annotations.stream().map(Pending::sequence).toList();
  }
}
