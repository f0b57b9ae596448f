package dev.thaw.bench.evaluate.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A direction of a {@link Link}. Each connection has a thread that reads and notes when what it
 * read is due, and one that writes it then, so that the delay of one chunk never holds up the next.
 */
final class PacedPassage implements Passage {
  /** What one connection sends before another has its turn. */
  private static final int CHUNK = 4 << 10;

  /** What waits before the link; whoever sends more is held up, as by a full queue in a router. */
  private static final long MAX_BACKLOG_NANOS = 50_000_000;

  private final Pacer pacer;

  /** Bytes, and when they arrive; no bytes at the end. */
  private record Due(long at, ByteBuffer bytes) {
    static Due at(long when, byte[] chunk, int length) {
      return new Due(when, ByteBuffer.wrap(Arrays.copyOf(chunk, length)));
    }
  }

  PacedPassage(Pacer pacer) {
    this.pacer = pacer;
  }

  @Override
  public void carry(InputStream in, OutputStream out, LongAdder counter) throws IOException {
    BlockingQueue<Due> underWay = new LinkedBlockingQueue<>();
    Thread writer = new Thread(() -> deliver(underWay, in, out), "thaw-link");
    writer.setDaemon(true);
    writer.start();
    try {
      take(in, underWay, counter);
    } finally {
      underWay.add(Due.at(System.nanoTime(), new byte[0], 0));
      join(writer);
    }
  }

  private void take(InputStream in, BlockingQueue<Due> underWay, LongAdder counter)
      throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      counter.add(n);
      underWay.add(Due.at(pacer.send(System.nanoTime(), n), chunk, n));
      parkUntil(System.nanoTime() + pacer.backlog(System.nanoTime()) - MAX_BACKLOG_NANOS);
    }
  }

  private static void deliver(BlockingQueue<Due> underWay, InputStream in, OutputStream out) {
    try {
      for (Due next = underWay.take(); next.bytes.hasRemaining(); next = underWay.take()) {
        parkUntil(next.at);
        ByteBuffer due = next.bytes;
        out.write(due.array(), due.arrayOffset() + due.position(), due.remaining());
      }
    } catch (IOException e) {
      closeQuietly(in); // whoever reads it ends both
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void parkUntil(long when) {
    for (long left = when - System.nanoTime(); left > 0; left = when - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void join(Thread writer) throws IOException {
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }
}
