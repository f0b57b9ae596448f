package dev.thaw.cache.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RetriesTest {
  private long nanos = -5;
  private final Retries retries = new Retries(() -> nanos);

  @Test
  void pausesDoubleUpToTenSecondsAndBeginAnewAfterASuccess() {
    assertThat(retries.areDue()).isTrue();
    for (long millis : new long[] {100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000}) {
      retries.failed();
      pass(millis - 1);
      assertThat(retries.areDue()).as("before %d ms", millis).isFalse();
      pass(1);
      assertThat(retries.areDue()).as("after %d ms", millis).isTrue();
    }
    retries.failed();
    retries.succeeded();
    assertThat(retries.areDue()).isTrue();
    retries.failed();
    pass(100);
    assertThat(retries.areDue()).isTrue();
  }

  private void pass(long millis) {
    nanos += Duration.ofMillis(millis).toNanos();
  }
}
