package dev.thaw.cloud.server.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.server.limits.Limits.Kind;
import dev.thaw.cloud.storage.CloudException;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final ServerLimits SMALL =
      ServerLimits.defaults()
          .withConnections(3, 2)
          .withBatches(new Rate(2, 4), new Rate(100, 6))
          .withBytes(new Rate(100, 100), new Rate(10_000, 10_000))
          .withEnrolments(Rate.perMinute(3), Rate.perMinute(5));

  private long now;
  private final Limits limits = new Limits(SMALL, () -> now);

  @Test
  void aDeviceMayBurstAndIsThenToldWhenToComeBack() {
    takeBatches("much", 4);

    assertThatThrownBy(() -> limits.batch("much", 1))
        .asInstanceOf(InstanceOfAssertFactories.type(CloudException.class))
        .satisfies(e -> assertThat(e.retryAfterMillis()).hasValue(500));
    pass(Duration.ofMillis(500));
    limits.batch("much", 1);
    assertThat(limits.refused(Kind.BATCHES)).isEqualTo(1);
  }

  @Test
  void whatOneTakesTooMuchLeavesAnotherItsShare() {
    takeBatches("much", 4);
    assertThatThrownBy(() -> limits.batch("much", 1)).isInstanceOf(CloudException.class);

    takeBatches("little", 2);
    assertThatThrownBy(() -> limits.batch("third", 1)).hasMessageContaining("too many batches");
  }

  @Test
  void bytesAreCountedAndOneThatIsLargerThanTheBurstIsPaidForLater() {
    limits.batch("big", 300);

    assertThatThrownBy(() -> limits.batch("big", 1))
        .asInstanceOf(InstanceOfAssertFactories.type(CloudException.class))
        .satisfies(e -> assertThat(e.retryAfterMillis().orElseThrow()).isBetween(2_000L, 2_100L));
    pass(Duration.ofSeconds(3));
    limits.batch("big", 100);
  }

  @Test
  void placesAreGivenBack() {
    assertThat(limits.connectionBegins("near")).isTrue();
    assertThat(limits.connectionBegins("near")).isTrue();
    assertThat(limits.connectionBegins("near")).isFalse();
    assertThat(limits.connectionBegins("far")).isTrue();
    assertThat(limits.connectionBegins("farther")).isFalse();

    limits.connectionEnds("near");

    assertThat(limits.connectionBegins("farther")).isTrue();
    assertThat(limits.connections()).isEqualTo(3);
    assertThat(limits.refused(Kind.CONNECTIONS)).isEqualTo(2);
  }

  @Test
  void attemptsToGetInAreBoundedByAddress() {
    for (int i = 0; i < 3; i++) {
      limits.enrolment("10.0.0.1");
    }
    assertThatThrownBy(() -> limits.enrolment("10.0.0.1"))
        .asInstanceOf(InstanceOfAssertFactories.type(CloudException.class))
        .satisfies(e -> assertThat(e.retryAfterMillis()).hasValue(20_000));
    limits.enrolment("10.0.0.2");
  }

  @Test
  void quietCallersAreForgotten() {
    Buckets buckets = new Buckets(new Rate(1, 1), new Rate(1e9, 1e9), () -> now);
    for (int caller = 0; caller < 100_000; caller++) {
      buckets.draw("caller-" + caller, 1);
      pass(Duration.ofMillis(10));
    }
    assertThat(buckets.size()).isLessThan(10_000);
  }

  private void takeBatches(String device, int count) {
    for (int i = 0; i < count; i++) {
      limits.batch(device, 1);
    }
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
