package dev.thaw.demo.loop;

import dev.thaw.protocol.DType;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Fragments of inputs in every encoding a tensor has, to be looked for in what was sent. A fragment
 * is 16 bytes with enough variety that they are nowhere by chance. Not thread-safe.
 */
public final class Fragments {
  private static final int BYTES = 16;
  private static final int VARIETY = 6;

  private final Set<ByteBuffer> fragments = new HashSet<>();

  /** Adds all fragments of {@code input}. */
  public void add(List<Tensor> input) {
    for (Tensor tensor : input) {
      for (DType dtype : DType.values()) {
        add(bytes(tensor.to(dtype)), dtype.bytes());
      }
    }
  }

  /** How many there are. */
  public int size() {
    return fragments.size();
  }

  /** Whether any is in {@code sent}, at any place. */
  public boolean areIn(byte[] sent) {
    for (int at = 0; at + BYTES <= sent.length; at++) {
      if (fragments.contains(ByteBuffer.wrap(sent, at, BYTES))) {
        return true;
      }
    }
    return false;
  }

  /** The raw values of a tensor. */
  public static byte[] bytes(Tensor tensor) {
    byte[] bytes = new byte[tensor.byteSize()];
    tensor.data().get(bytes);
    return bytes;
  }

  /** Any run of 31 bytes of the input has one of these in it, if it is varied enough. */
  private void add(byte[] encoded, int step) {
    for (int at = 0; at + BYTES <= encoded.length; at += step) {
      byte[] fragment = Arrays.copyOfRange(encoded, at, at + BYTES);
      if (isVaried(fragment)) {
        fragments.add(ByteBuffer.wrap(fragment));
      }
    }
  }

  private static boolean isVaried(byte[] fragment) {
    Set<Byte> values = new HashSet<>();
    for (byte value : fragment) {
      values.add(value);
    }
    return values.size() >= VARIETY;
  }
}
