package dev.thaw.cloud.erasure;

import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is to be erased of a task. Immutable.
 *
 * @param device all of this device; with a sample, only that sample of it
 * @param sample one sample, of every device that has it if none is named
 */
public record Subject(String task, Optional<String> device, Optional<SampleId> sample) {
  public Subject {
    if (device.isEmpty() && sample.isEmpty()) {
      throw new IllegalArgumentException("erase what? a device, a sample, or a sample of a device");
    }
    device.ifPresent(Scope.OfDevice::new); // checks the name
  }

  /** Whether all of a device goes, not only a sample. */
  public boolean isDevice() {
    return sample.isEmpty();
  }

  /** What a receipt says in its place: nobody learns the subject from it who does not know it. */
  public Digest digest(String receipt) {
    String text =
        String.join("\0", receipt, task, device.orElse(""), sample.map(SampleId::hex).orElse(""));
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  void writeTo(RecordWriter out) {
    out.text(task)
        .optional(device, RecordWriter::text)
        .optional(sample, (w, s) -> w.bytes(s.bytes()));
  }

  static Subject readFrom(RecordReader in) {
    return new Subject(
        in.text(),
        in.optional(RecordReader::text),
        in.optional(r -> SampleId.fromBytes(r.bytes())));
  }

  @Override
  public String toString() {
    String what = sample.map(s -> "sample " + s).orElse("everything");
    return what + device.map(d -> " of device " + d).orElse("") + " in task " + task;
  }
}
