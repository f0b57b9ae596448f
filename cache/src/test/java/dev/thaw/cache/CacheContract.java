package dev.thaw.cache;

import static dev.thaw.cache.Samples.TASK;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An empty cache for each test, whichever it is. */
abstract class CacheContract {
  static final long MIB = 1L << 20;
  static final CacheLimits LIMITS = new CacheLimits(8 * MIB, 8 * MIB, 2);

  /** About 8 KiB each, so that some 385 fill the limit. */
  static final int LARGE = 2000;

  ActivationCache cache;

  abstract ActivationCache open(CacheLimits limits) throws Exception;

  @BeforeEach
  void open() throws Exception {
    cache = open(LIMITS);
  }

  @AfterEach
  void close() {
    cache.close();
  }

  /** Everything that is pending, in upload order. */
  final List<Pending> pending() {
    return cache.outbox().peek(TASK, 0, Integer.MAX_VALUE);
  }

  /** The cloud acknowledges everything that is pending. */
  final void acknowledgeAll() {
    cache.outbox().acknowledge(pending().stream().map(Pending::sequence).toList());
  }

  final long room() {
    return LIMITS.activationBytes() - cache.stats().bytes();
  }
}
