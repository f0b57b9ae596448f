package dev.thaw.protocol.codec;

import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import java.util.ArrayList;
import java.util.List;

/** The headers of the messages that carry lists of samples. */
final class RepairSerializers {
  private RepairSerializers() {}

  static final class OfRepair extends HeaderSerializer<Message.Repair> {
    @Override
    void write(HeaderOutput out, Message.Repair repair) {
      out.putText(repair.task());
      ModelSerializers.putFreeze(out, repair.wanted());
      putSamples(out, repair.samples());
    }

    @Override
    Message.Repair read(HeaderInput in) {
      return new Message.Repair(
          in.takeText(MessageSerializers.NAME_BYTES),
          ModelSerializers.takeFreeze(in),
          takeSamples(in));
    }
  }

  static final class OfLost extends HeaderSerializer<Message.Lost> {
    @Override
    void write(HeaderOutput out, Message.Lost lost) {
      out.putText(lost.deviceId());
      out.putText(lost.task());
      out.writeVarInt(lost.cut(), true);
      out.putDigest(lost.prefix());
      putSamples(out, lost.samples());
    }

    @Override
    Message.Lost read(HeaderInput in) {
      return new Message.Lost(
          in.takeText(MessageSerializers.NAME_BYTES),
          in.takeText(MessageSerializers.NAME_BYTES),
          in.readVarInt(true),
          in.takeDigest(),
          takeSamples(in));
    }
  }

  private static void putSamples(HeaderOutput out, List<SampleId> samples) {
    out.putCount(samples.size());
    samples.forEach(out::putSample);
  }

  private static List<SampleId> takeSamples(HeaderInput in) {
    int count = in.takeCount("samples", Message.MAX_SAMPLES, SampleId.BYTES);
    List<SampleId> samples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      samples.add(in.takeSample());
    }
    return samples;
  }
}
