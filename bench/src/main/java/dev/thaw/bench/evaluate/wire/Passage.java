package dev.thaw.bench.evaluate.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.LongAdder;

/** One direction through a {@link Tap}. Thread-safe: all connections share it. */
interface Passage {
  /** At once. */
  Passage OPEN =
      (in, out, counter) -> {
        byte[] chunk = new byte[64 << 10];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
          counter.add(n);
          out.write(chunk, 0, n);
        }
      };

  /** Carries all that comes, and returns when the last of it has been written. */
  void carry(InputStream in, OutputStream out, LongAdder counter) throws IOException;
}
