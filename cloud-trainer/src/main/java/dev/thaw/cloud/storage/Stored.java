package dev.thaw.cloud.storage;

import java.util.function.Supplier;

/** Tells stored bytes that can be read from those that cannot. Stateless. */
public final class Stored {
  private Stored() {}

  /** Whether {@code decode} reads something; what it throws says that it does not. */
  public static boolean reads(Supplier<?> decode) {
    try {
      return decode.get() != null;
    } catch (RuntimeException damaged) {
      return false;
    }
  }
}
