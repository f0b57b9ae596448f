package dev.thaw.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts one input into several, at every line {@code %%}, so that inputs can be read. Stateless. */
public final class Parts {
  private static final byte[] MARK = "\n%%\n".getBytes(StandardCharsets.US_ASCII);

  private Parts() {}

  /** Exactly {@code count} parts: what is missing is empty, the last has the rest. */
  public static List<byte[]> of(byte[] input, int count) {
    List<byte[]> parts = new ArrayList<>();
    int from = 0;
    while (parts.size() < count - 1 && from <= input.length) {
      int to = next(input, from);
      parts.add(Arrays.copyOfRange(input, from, to));
      from = to + MARK.length;
    }
    while (parts.size() < count) {
      parts.add(Arrays.copyOfRange(input, Math.min(from, input.length), input.length));
      from = input.length;
    }
    return parts;
  }

  private static int next(byte[] input, int from) {
    for (int i = from; i + MARK.length <= input.length; i++) {
      if (Arrays.equals(input, i, i + MARK.length, MARK, 0, MARK.length)) {
        return i;
      }
    }
    return input.length;
  }
}
