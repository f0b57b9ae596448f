package dev.thaw.cloud.tls;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a listener's TLS material is, all of it PEM. Immutable.
 *
 * @param certificates the listener's certificate, then what issued it
 * @param key its private key, PKCS#8
 * @param clientAuthorities the authorities that clients' certificates must come from; empty asks
 *     clients for none
 */
public record TlsFiles(Path certificates, Path key, Optional<Path> clientAuthorities) {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

  /**
   * What is in the files now, as one digest.
   *
   * @throws CloudException {@code BAD_REQUEST} if one cannot be read
   */
  Digest contentDigest() {
    ByteArrayOutputStream digests = new ByteArrayOutputStream();
    digests.writeBytes(Digest.of(PemFile.bytes(certificates)).bytes());
    digests.writeBytes(Digest.of(PemFile.bytes(key)).bytes());
    clientAuthorities.ifPresent(file -> digests.writeBytes(Digest.of(PemFile.bytes(file)).bytes()));
    return Digest.of(digests.toByteArray());
  }

  /** Others than the owner who may read the key could pose as this server. */
  void warnIfKeyIsReadable() {
    try {
      Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(key);
      if (allowed.contains(PosixFilePermission.GROUP_READ)
          || allowed.contains(PosixFilePermission.OTHERS_READ)) {
        LOG.warn("others than its owner can read the TLS key: chmod 600 {}", key);
      }
    } catch (UnsupportedOperationException | IOException e) {
      LOG.debug("mode of {} is unknown: {}", key, e.getMessage());
    }
  }
}
