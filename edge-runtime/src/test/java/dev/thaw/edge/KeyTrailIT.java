package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.edge.install.PullOutcome;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.codec.Handover;
import dev.thaw.protocol.codec.SigningKeys;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From key to key, however many there were meanwhile. */
class KeyTrailIT extends EdgeFixture {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Manifest MANIFEST =
      Releases.of(1, Samples.DEPTH, 0, Samples.base().layers()).manifest();

  @Test
  void aLongTrailIsFollowedInOneGoUpToSixteenStepsAndThenByTheNextPull() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    awaitLink(edge, "online");
    awaitIdle(edge);
    handOverTimes(20);
    cloud.publish(Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(6, 5)));

    PullOutcome first = Await.get(edge.sync());
    assertThat(first).isInstanceOf(PullOutcome.Unreachable.class);
    assertThat(asked()).isEqualTo(16);
    assertThat(edge.status().version()).isEqualTo(1);

    assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Installed.class);
    assertThat(asked()).isEqualTo(20);
    assertThat(edge.status().version()).isEqualTo(2);
    assertThat(edge.status().rejections()).isZero();
  }

  @Test
  void aKeyThatWasGivenUpIsNeverTrustedAgain() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    KeyPair first = cloud.keys;
    KeyPair second = handOver();
    cloud.publish(Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(6, 5)));
    assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Installed.class);

    put(second, first);
    cloud.publish(Releases.of(3, Samples.DEPTH, 0, Samples.baseWith(6, 4)), first);
    for (int i = 0; i < 2; i++) {
      long before = edge.status().rejections();
      assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Rejected.class);
      assertThat(edge.status().rejections()).isGreaterThan(before);
    }
    assertThat(edge.status().version()).isEqualTo(2);
    cloud.publish(Releases.of(4, Samples.DEPTH, 0, Samples.baseWith(6, 4)), second);
    assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Installed.class);
  }

  @Test
  void theKeyThatWasReachedSurvivesARestartAndTheModelWithIt() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    handOver();
    cloud.publish(Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(6, 5)));
    assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Installed.class);
    edge.close();
    cloud.handovers.clear();

    EdgeRuntime again = open(config());
    assertThat(again.status().version()).isEqualTo(2);
    cloud.publish(Releases.of(3, Samples.DEPTH, 0, Samples.baseWith(6, 4)));
    Await.get(again.sync());
    assertThat(again.status().version()).isEqualTo(3);
  }

  private void handOverTimes(int times) {
    List<KeyPair> keys = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      keys.add(handOver());
    }
    assertThat(keys).doesNotHaveDuplicates();
  }

  /** The cloud signs with a new key from now on. */
  private KeyPair handOver() {
    KeyPair next = SigningKeys.generate(RANDOM);
    put(cloud.keys, next);
    cloud.keys = next;
    return next;
  }

  private void put(KeyPair from, KeyPair to) {
    cloud.handovers.put(
        SigningKeys.fingerprint(from.getPublic()), Handover.sign(MANIFEST, from, to).toBytes());
  }

  private long asked() {
    return cloud.requests.stream().filter(r -> r.contains("/v1/handovers/")).count();
  }
}
