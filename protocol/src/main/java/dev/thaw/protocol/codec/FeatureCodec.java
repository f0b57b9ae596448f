package dev.thaw.protocol.codec;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.TaskSpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * The bytes under which features and what belongs to them are stored: frames of their own types, so
 * a damaged record is recognised. Decoded tensors are views of the array, which must not be written
 * afterwards. Thread-safe.
 */
public final class FeatureCodec {
  private FeatureCodec() {}

  /** The stored form of {@code feature}. */
  public static byte[] toBytes(Feature feature) {
    return bytesOf(feature);
  }

  /** The stored form of {@code activation}. */
  public static byte[] toBytes(Activation activation) {
    return bytesOf(activation);
  }

  /** The stored form of {@code freeze}. */
  public static byte[] toBytes(FreezeState freeze) {
    return bytesOf(freeze);
  }

  /** The stored form of {@code task}. */
  public static byte[] toBytes(TaskSpec task) {
    return bytesOf(task);
  }

  /**
   * Reads what {@link #toBytes(Feature)} writes.
   *
   * @throws MalformedFrameException if the bytes are anything else
   */
  public static Feature featureFromBytes(byte[] stored) {
    return fromBytes(stored, Feature.class);
  }

  /**
   * Reads what {@link #toBytes(Activation)} writes.
   *
   * @throws MalformedFrameException if the bytes are anything else
   */
  public static Activation activationFromBytes(byte[] stored) {
    return fromBytes(stored, Activation.class);
  }

  /**
   * Reads what {@link #toBytes(FreezeState)} writes.
   *
   * @throws MalformedFrameException if the bytes are anything else
   */
  public static FreezeState freezeStateFromBytes(byte[] stored) {
    return fromBytes(stored, FreezeState.class);
  }

  /**
   * Reads what {@link #toBytes(TaskSpec)} writes.
   *
   * @throws MalformedFrameException if the bytes are anything else
   */
  public static TaskSpec taskSpecFromBytes(byte[] stored) {
    return fromBytes(stored, TaskSpec.class);
  }

  static byte[] bytesOf(Object value) {
    ByteBuf frame = Frame.encode(value);
    return ByteBufUtil.getBytes(frame);
  }

  static <T> T fromBytes(byte[] stored, Class<T> type) {
    return Frame.decode(Unpooled.wrappedBuffer(stored), Integer.MAX_VALUE, type);
  }
}
