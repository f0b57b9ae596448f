package dev.thaw.protocol.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import dev.thaw.protocol.codec.MalformedFrameException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The frame around every encoded value. All numbers are little-endian:
 *
 * <pre>
 * frame := "TH" | version u8 = 1 | type u8 | headerLength u32 | payloadLength u32
 *          | header | payload | crc32c u32 over everything before it
 * </pre>
 */
final class Frame {
  static final int VERSION = 1;
  static final int PREAMBLE_BYTES = 12;
  static final int TRAILER_BYTES = 4;
  static final int LEAST_BYTES = PREAMBLE_BYTES + TRAILER_BYTES;
  private static final short MAGIC = 0x4854; // "TH" in little-endian order

  private static final ThreadLocal<Kryo> KRYO = ThreadLocal.withInitial(FrameType::newKryo);

  private Frame() {}

  /** The frame of {@code value}, whose payload it shares. */
  static ByteBuf encode(Object value) {
    HeaderOutput out = new HeaderOutput(PREAMBLE_BYTES);
    KRYO.get().writeObject(out, value);
    int end = out.position();
    out.writeInt(0); // room for the checksum
    ByteBuffer head = ByteBuffer.wrap(out.getBuffer(), 0, end).order(ByteOrder.LITTLE_ENDIAN);
    putPreamble(head, FrameType.of(value), end - PREAMBLE_BYTES, out.payloadBytes());
    CRC32C crc = new CRC32C();
    crc.update(head.duplicate());
    out.payload().forEach(part -> crc.update(part.duplicate()));
    out.setPosition(end);
    out.writeInt((int) crc.getValue());
    return join(out.getBuffer(), end, out.payload());
  }

  private static void putPreamble(ByteBuffer head, FrameType type, int header, int payload) {
    head.putShort(0, MAGIC)
        .put(2, (byte) VERSION)
        .put(3, (byte) type.code())
        .putInt(4, header)
        .putInt(8, payload);
  }

  private static ByteBuf join(byte[] head, int end, List<ByteBuffer> payload) {
    if (payload.isEmpty()) {
      return Unpooled.wrappedBuffer(head, 0, end + TRAILER_BYTES);
    }
    ByteBuffer[] parts = new ByteBuffer[payload.size() + 2];
    parts[0] = ByteBuffer.wrap(head, 0, end);
    for (int i = 0; i < payload.size(); i++) {
      parts[i + 1] = payload.get(i);
    }
    parts[parts.length - 1] = ByteBuffer.wrap(head, end, TRAILER_BYTES);
    return Unpooled.wrappedBuffer(parts.length, parts);
  }

  /**
   * The value of the frame that is {@code frame}'s readable bytes, which must be an {@code
   * expected}.
   */
  static <T> T decode(ByteBuf frame, int maxBytes, Class<T> expected) {
    int headerBytes = checkPreamble(frame, maxBytes);
    checkSum(frame);
    FrameType type = typeOf(frame, expected);
    HeaderInput in = open(frame, headerBytes);
    try {
      T value = expected.cast(KRYO.get().readObject(in, type.type()));
      in.requireEnd();
      return value;
    } catch (KryoException | IllegalArgumentException | ArithmeticException e) {
      throw new MalformedFrameException(Reason.CONTENT, "not a " + type + ": " + e.getMessage());
    }
  }

  /** Checks everything about the frame's form; returns the header's length. */
  private static int checkPreamble(ByteBuf frame, int maxBytes) {
    int start = frame.readerIndex();
    int length = frame.readableBytes();
    require(length <= maxBytes, Reason.OVERSIZED, length, "bytes where " + maxBytes + " may be");
    require(length >= LEAST_BYTES, Reason.LENGTH, length, "bytes are no frame");
    require(frame.getShortLE(start) == MAGIC, Reason.MAGIC, frame.getShortLE(start), "is no magic");
    int version = frame.getUnsignedByte(start + 2);
    require(version >= VERSION, Reason.TOO_OLD, version, "is an old version; 1 is the oldest read");
    require(version <= VERSION, Reason.TOO_NEW, version, "is a new version; 1 is the newest read");
    long header = frame.getUnsignedIntLE(start + 4);
    long payload = frame.getUnsignedIntLE(start + 8);
    long expected = LEAST_BYTES + header + payload;
    require(expected == length, Reason.LENGTH, expected, "bytes announced, " + length + " there");
    return (int) header;
  }

  private static void checkSum(ByteBuf frame) {
    int length = frame.readableBytes() - TRAILER_BYTES;
    CRC32C crc = new CRC32C();
    for (ByteBuffer part : frame.nioBuffers(frame.readerIndex(), length)) {
      crc.update(part);
    }
    long stated = frame.getUnsignedIntLE(frame.readerIndex() + length);
    require(crc.getValue() == stated, Reason.CHECKSUM, stated, "is not the checksum");
  }

  private static FrameType typeOf(ByteBuf frame, Class<?> expected) {
    int code = frame.getUnsignedByte(frame.readerIndex() + 3);
    FrameType type = FrameType.ofCode(code);
    if (type == null || !expected.isAssignableFrom(type.type())) {
      throw new MalformedFrameException(
          Reason.TYPE, "type " + code + " is no " + expected.getSimpleName());
    }
    return type;
  }

  private static HeaderInput open(ByteBuf frame, int headerBytes) {
    int header = frame.readerIndex() + PREAMBLE_BYTES;
    int payload = header + headerBytes;
    int payloadBytes = frame.writerIndex() - TRAILER_BYTES - payload;
    ByteBuffer values = payload(frame, payload, payloadBytes);
    if (frame.hasArray()) {
      return new HeaderInput(frame.array(), frame.arrayOffset() + header, headerBytes, values);
    }
    return new HeaderInput(copy(frame, header, headerBytes), 0, headerBytes, values);
  }

  /** A view where nobody will recycle the memory, else a copy. */
  private static ByteBuffer payload(ByteBuf frame, int index, int length) {
    boolean keeps = frame.hasArray() && frame.alloc() instanceof UnpooledByteBufAllocator;
    return keeps ? frame.nioBuffer(index, length) : ByteBuffer.wrap(copy(frame, index, length));
  }

  private static byte[] copy(ByteBuf frame, int index, int length) {
    byte[] bytes = new byte[length];
    frame.getBytes(index, bytes);
    return bytes;
  }

  private static void require(boolean condition, Reason reason, long value, String what) {
    if (!condition) {
      throw new MalformedFrameException(reason, value + " " + what);
    }
  }
}
