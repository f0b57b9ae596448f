package dev.thaw.demo.app;

import dev.thaw.cloud.tls.TlsFiles;
import dev.thaw.demo.profile.Profiles;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * What a writing page's server serves, and where. Immutable.
 *
 * @param port the TCP port; 0 picks a free one
 * @param profiles who writes; stays the caller's to close, after the server
 * @param ready pages that are loaded before it completes wait for it
 * @param tls the listener's certificate; empty listens without TLS
 * @param operator address of the operator's page, for a link
 */
public record AppConfig(
    String host,
    int port,
    Optional<TlsFiles> tls,
    Profiles profiles,
    Future<Void> ready,
    String operator) {}
