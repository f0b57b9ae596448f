package dev.thaw.cloud.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a listener's TLS material is, all of it PEM. Immutable.
 *
 * @param certificates the listener's certificate, then what issued it
 * @param key its private key, PKCS#8
 * @param clientAuthorities the authorities that clients' certificates must come from; empty asks
 *     clients for none
 */
public record TlsFiles(Path certificates, Path key, Optional<Path> clientAuthorities) {}
