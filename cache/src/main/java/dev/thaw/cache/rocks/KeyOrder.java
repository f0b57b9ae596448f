package dev.thaw.cache.rocks;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The order of keys: unsigned bytes, shorter first. */
final class KeyOrder {
  private KeyOrder() {}

  /** The first key after all keys that start with {@code prefix}; null if there is none. */
  static byte @Nullable [] successor(byte[] prefix) {
    int length = prefix.length;
    while (length > 0 && prefix[length - 1] == (byte) 0xFF) {
      length--;
    }
    if (length == 0) {
      return null;
    }
    byte[] end = Arrays.copyOf(prefix, length);
    end[length - 1]++;
    return end;
  }

  static boolean isBefore(byte[] key, byte @Nullable [] end) {
    return end == null || Arrays.compareUnsigned(key, end) < 0;
  }
}
