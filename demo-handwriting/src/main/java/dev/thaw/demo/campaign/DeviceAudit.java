package dev.thaw.demo.campaign;

import dev.thaw.cache.CacheLimits;
import dev.thaw.cache.DeviceStore;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.cloud.registry.SigningKey;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.codec.ManifestCodec;
import dev.thaw.protocol.codec.ProtocolException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;

/** What a dead device has: each layer is what its digest says, its model is signed. Stateless. */
final class DeviceAudit {
  private DeviceAudit() {}

  static void run(Path directory, Rig rig) {
    try (DeviceStore store = DeviceStore.open(directory, CacheLimits.DEFAULT)) {
      for (Digest digest : store.layers().digests()) {
        byte[] layer = store.layers().get(digest).orElse(new byte[0]);
        if (!Digest.of(layer).equals(digest)) {
          throw new ViolationException("layer %s in %s is damaged".formatted(digest, directory));
        }
      }
      store.state().get("manifest").ifPresent(manifest -> requireSigned(manifest, rig));
    } catch (StorageException e) {
      throw new ViolationException("what a device left cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireSigned(byte[] manifest, Rig rig) {
    Path file = rig.files().cloud().resolve("signing.key");
    PublicKey key = SigningKey.openOrCreate(file, new SecureRandom()).publicKey();
    try {
      ManifestCodec.verify(manifest, key);
    } catch (ProtocolException e) {
      throw new ViolationException("an installed manifest is not signed: " + e.getMessage(), e);
    }
  }
}
