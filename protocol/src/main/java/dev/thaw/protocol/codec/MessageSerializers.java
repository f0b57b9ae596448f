package dev.thaw.protocol.codec;

import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleOutcome;
import java.util.ArrayList;
import java.util.List;

/** The headers of the messages without payload. */
final class MessageSerializers {
  /** Longest UTF-8 form of a name, in bytes. */
  static final int NAME_BYTES = 64;

  private static final int TEXT_BYTES = 3 * Message.MAX_TEXT;

  private MessageSerializers() {}

  static final class OfHello extends HeaderSerializer<Message.Hello> {
    @Override
    void write(HeaderOutput out, Message.Hello hello) {
      out.putText(hello.deviceId());
      out.putText(hello.task());
      out.putOptionalText(hello.cohort());
      out.putOptionalDigest(hello.current());
      out.putFigures(hello.status());
    }

    @Override
    Message.Hello read(HeaderInput in) {
      return new Message.Hello(
          in.takeText(NAME_BYTES),
          in.takeText(NAME_BYTES),
          in.takeOptionalText(NAME_BYTES),
          in.takeOptionalDigest(),
          in.takeFigures(Message.MAX_STATUS));
    }
  }

  static final class OfWelcome extends HeaderSerializer<Message.Welcome> {
    @Override
    void write(HeaderOutput out, Message.Welcome welcome) {
      ModelSerializers.putFreeze(out, welcome.freeze());
      out.putDigest(welcome.manifest());
      out.writeVarInt(welcome.window(), true);
      out.writeVarInt(welcome.maxFrameBytes(), true);
    }

    @Override
    Message.Welcome read(HeaderInput in) {
      return new Message.Welcome(
          ModelSerializers.takeFreeze(in),
          in.takeDigest(),
          in.readVarInt(true),
          in.readVarInt(true));
    }
  }

  static final class OfBatchAck extends HeaderSerializer<Message.BatchAck> {
    @Override
    void write(HeaderOutput out, Message.BatchAck ack) {
      out.writeVarLong(ack.sequence(), true);
      out.putCount(ack.outcomes().size());
      ack.outcomes().forEach(outcome -> out.writeByte(outcome.code()));
      ModelSerializers.putFreeze(out, ack.wanted());
      out.writeVarInt(ack.window(), true);
    }

    @Override
    Message.BatchAck read(HeaderInput in) {
      return new Message.BatchAck(
          in.readVarLong(true),
          takeOutcomes(in),
          ModelSerializers.takeFreeze(in),
          in.readVarInt(true));
    }

    private static List<SampleOutcome> takeOutcomes(HeaderInput in) {
      int count = in.takeCount("outcomes", Message.MAX_BATCH, 1);
      List<SampleOutcome> outcomes = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        outcomes.add(SampleOutcome.ofCode(in.readByteUnsigned()));
      }
      return outcomes;
    }
  }

  static final class OfNotice extends HeaderSerializer<Message.Notice> {
    @Override
    void write(HeaderOutput out, Message.Notice notice) {
      out.putText(notice.task());
      ModelSerializers.putFreeze(out, notice.freeze());
      out.putDigest(notice.manifest());
    }

    @Override
    Message.Notice read(HeaderInput in) {
      return new Message.Notice(
          in.takeText(NAME_BYTES), ModelSerializers.takeFreeze(in), in.takeDigest());
    }
  }

  static final class OfStatus extends HeaderSerializer<Message.Status> {
    @Override
    void write(HeaderOutput out, Message.Status status) {
      out.putOptionalDigest(status.current());
      out.putFigures(status.status());
    }

    @Override
    Message.Status read(HeaderInput in) {
      return new Message.Status(in.takeOptionalDigest(), in.takeFigures(Message.MAX_STATUS));
    }
  }

  static final class OfRefused extends HeaderSerializer<Message.Refused> {
    @Override
    void write(HeaderOutput out, Message.Refused refused) {
      out.writeByte(refused.error().code());
      out.putText(refused.message());
      out.writeVarLong(refused.sequence(), false);
      out.writeVarLong(refused.retryAfterMillis(), false);
    }

    @Override
    Message.Refused read(HeaderInput in) {
      return new Message.Refused(
          ErrorCode.ofCode(in.readByteUnsigned()),
          in.takeText(TEXT_BYTES),
          in.readVarLong(false),
          in.readVarLong(false));
    }
  }
}
