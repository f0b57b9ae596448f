package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cache.EvictionReason;
import dev.thaw.edge.predict.Eviction;
import dev.thaw.edge.upload.UploadCounts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a new model leaves of the cache, by either rule. */
class EvictionIT extends EdgeFixture {
  private static final List<byte[]> NEW_HEAD = Samples.baseWith(Samples.DEPTH, 9);

  @Test
  void byProvenanceAHeadUpdateEvictsNothing() {
    EdgeRuntime edge = predicted(config());
    install(edge, cloud, headUpdate(2));
    assertThat(edge.status().cache().activations()).isEqualTo(6);
    assertThat(edge.status().cache().evictions().values()).allMatch(count -> count == 0);
    assertThat(edge.predict(Samples.input(0)).cacheHit()).isTrue();
  }

  @Test
  void literallyAHeadUpdateEvictsAllThatIsOlderThanItsManifest() {
    EdgeRuntime edge = predicted(config().withEviction(Eviction.LITERAL));
    install(edge, cloud, headUpdate(2));
    assertThat(edge.status().cache().activations()).isZero();
    assertThat(edge.status().cache().evicted(EvictionReason.OUTDATED)).isEqualTo(6);
    assertThat(edge.predict(Samples.input(0)).cacheHit()).isFalse();
    assertThat(edge.predict(Samples.input(0)).cacheHit()).as("made after it").isTrue();
  }

  @Test
  void literallyAManifestOlderThanTheActivationsEvictsNothing() {
    EdgeRuntime edge = predicted(config().withEviction(Eviction.LITERAL));
    install(edge, cloud, Releases.of(2, Samples.DEPTH, 0, NEW_HEAD));
    assertThat(edge.status().cache().activations()).isEqualTo(6);
  }

  @Test
  void literallyWhatWasEvictedStaysOutAndTheRestStaysInAfterARestart() {
    EdgeConfig literal = config().withEviction(Eviction.LITERAL).withEvictOnClose(false);
    EdgeRuntime edge = predicted(literal);
    install(edge, cloud, headUpdate(2));
    edge.predict(Samples.input(0));
    edge.close();
    EdgeRuntime again = open(literal);
    assertThat(again.predict(Samples.input(0)).cacheHit()).isTrue();
    assertThat(again.predict(Samples.input(1)).cacheHit()).isFalse();
  }

  @Test
  void literallyWhatWaitsForUploadIsLostUnlessItsInputIsKept() {
    assertThat(afterHeadUpdate(config().withEviction(Eviction.LITERAL)).lost()).isEqualTo(2);
    assertThat(cloud.stored).isEmpty();
  }

  @Test
  void literallyWhatWaitsForUploadIsMadeAgainFromItsInput() {
    EdgeConfig config = config().withEviction(Eviction.LITERAL).withKeptInputs(1 << 20);
    assertThat(afterHeadUpdate(config).lost()).isZero();
    assertThat(cloud.stored).hasSize(2);
  }

  @Test
  void keptInputsGoWhenTheyAreNotToBeKeptAnyMore() {
    EdgeConfig keeping = config().withKeptInputs(1 << 20).withEvictOnClose(false);
    EdgeRuntime edge = predicted(keeping);
    assertThat(edge.status().cache().activations()).isEqualTo(9);
    edge.close();
    EdgeRuntime again = open(keeping.withKeptInputs(0));
    assertThat(again.status().cache().activations()).isEqualTo(6);
  }

  private EdgeRuntime predicted(EdgeConfig config) {
    EdgeRuntime edge = open(config);
    awaitInstalled(edge, 1);
    for (int i = 0; i < 3; i++) {
      edge.predict(Samples.input(i));
    }
    return edge;
  }

  /** Nothing is sent before it: no window is granted. */
  private UploadCounts afterHeadUpdate(EdgeConfig config) {
    cloud.window = 0;
    EdgeRuntime edge = open(config);
    awaitInstalled(edge, 1);
    annotate(edge, 0, 2);
    install(edge, cloud, headUpdate(2));
    cloud.window = 4;
    cloud.sockets.forEach(socket -> socket.close());
    return flushed(edge);
  }

  /** Made an hour from now by the cloud's clock: what was made before it arrives is older. */
  private static Releases headUpdate(long version) {
    return Releases.of(version, Samples.DEPTH, 0, NEW_HEAD).madeAt(Instant.now().plusSeconds(3600));
  }
}
