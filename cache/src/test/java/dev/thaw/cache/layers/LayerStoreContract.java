package dev.thaw.cache.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.protocol.Digest;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every layer store does. */
abstract class LayerStoreContract {
  private static final byte[] CONV = {1, 2, 3};
  private static final byte[] HEAD = {4, 5};

  private LayerStore store;

  abstract LayerStore open();

  /** Replaces stored bytes behind the store's back. */
  abstract void damage(Digest digest, byte[] bytes);

  @BeforeEach
  void openStore() {
    store = open();
  }

  @Test
  void aLayerIsFoundByItsDigest() {
    store.put(Digest.of(CONV), CONV);
    store.put(Digest.of(CONV), CONV);

    assertThat(store.get(Digest.of(CONV))).contains(CONV);
    assertThat(store.contains(Digest.of(CONV))).isTrue();
    assertThat(store.get(Digest.of(HEAD))).isEmpty();
    assertThat(store.contains(Digest.of(HEAD))).isFalse();
    assertThat(store.digests()).containsExactly(Digest.of(CONV));
  }

  @Test
  void bytesWithAnotherDigestAreRefused() {
    assertThatThrownBy(() -> store.put(Digest.of(HEAD), CONV))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Digest.of(HEAD).shortHex())
        .hasMessageContaining(Digest.of(CONV).shortHex());
    assertThat(store.digests()).isEmpty();
  }

  @Test
  void whatIsHandedOutMayBeChangedWithoutHarm() {
    store.put(Digest.of(CONV), CONV);
    store.get(Digest.of(CONV)).orElseThrow()[0] = 99;

    assertThat(store.get(Digest.of(CONV))).contains(CONV);
  }

  @Test
  void aDamagedLayerCountsAsAbsentAndCanBePutAgain() {
    store.put(Digest.of(CONV), CONV);
    damage(Digest.of(CONV), new byte[] {1, 2, 4});

    assertThat(store.get(Digest.of(CONV))).isEmpty();
    assertThat(store.corruptLayers()).isEqualTo(1);
    assertThat(store.contains(Digest.of(CONV))).isFalse();
    store.put(Digest.of(CONV), CONV);
    assertThat(store.get(Digest.of(CONV))).contains(CONV);
  }

  @Test
  void onlyLiveLayersAreRetained() {
    store.put(Digest.of(CONV), CONV);
    store.put(Digest.of(HEAD), HEAD);

    assertThat(store.retainOnly(Set.of(Digest.of(HEAD), Digest.of(new byte[] {9})))).isEqualTo(1);

    assertThat(store.digests()).containsExactly(Digest.of(HEAD));
    assertThat(store.get(Digest.of(HEAD))).contains(HEAD);
  }
}
