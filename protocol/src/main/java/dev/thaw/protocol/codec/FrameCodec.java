package dev.thaw.protocol.codec;

import dev.thaw.protocol.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Messages to frames and back. Thread-safe.
 *
 * <p>Decoding reserves no more memory for text, lists and values than the frame itself has (packed
 * int8 values: at most 8 bytes for each byte of theirs), and adds some small objects for each
 * element that the frame really contains.
 */
public final class FrameCodec {
  private final int maxFrameBytes;

  /**
   * @param maxFrameBytes the largest frame to write or read, from 16
   */
  public FrameCodec(int maxFrameBytes) {
    if (maxFrameBytes < Frame.LEAST_BYTES) {
      throw new IllegalArgumentException("not a frame limit: " + maxFrameBytes);
    }
    this.maxFrameBytes = maxFrameBytes;
  }

  /** The largest frame this codec writes or reads, in bytes. */
  public int maxFrameBytes() {
    return maxFrameBytes;
  }

  /**
   * The frame of {@code message}: unpooled, and sharing the values of the message's tensors, which
   * are not copied.
   *
   * @throws IllegalArgumentException if it would be larger than the limit
   */
  public ByteBuf encode(Message message) {
    ByteBuf frame = Frame.encode(message);
    if (frame.readableBytes() > maxFrameBytes) {
      throw new IllegalArgumentException(
          "a frame of " + frame.readableBytes() + " bytes where " + maxFrameBytes + " may be");
    }
    return frame;
  }

  /**
   * The message whose frame is exactly {@code frame}'s readable bytes. Indices and reference count
   * stay as they are: the caller still owns the buffer and may release it at once.
   *
   * <p>Tensors are views of the frame's memory if that is an unpooled heap buffer (such as {@code
   * Unpooled.wrappedBuffer(bytes)}), which must not be written afterwards. The values of a direct
   * or pooled frame, whose memory is recycled on release, are copied once.
   *
   * @throws MalformedFrameException if the bytes are anything but one message
   */
  public Message decode(ByteBuf frame) {
    return Frame.decode(frame, maxFrameBytes, Message.class);
  }

  /**
   * As {@link #encode}, as a fresh array.
   *
   * @throws IllegalArgumentException if it would be larger than the limit
   */
  public byte[] toBytes(Message message) {
    return ByteBufUtil.getBytes(encode(message));
  }

  /**
   * As {@link #decode}, of an array. Tensors are views of it: it must not be written afterwards.
   *
   * @throws MalformedFrameException if the bytes are anything but one message
   */
  public Message fromBytes(byte[] frame) {
    return decode(Unpooled.wrappedBuffer(frame));
  }
}
