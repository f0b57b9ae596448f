package dev.thaw.cloud.cli;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.tls.ClientTls;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whom a command that asks a server believes, and what it shows. */
final class TrustOptions {
  @Option(
      names = "--ca",
      paramLabel = "FILE",
      defaultValue = "${env:THAW_CA}",
      description =
          "Believe https servers with a certificate in FILE, or issued by one in it (PEM)."
              + " Default: $THAW_CA, else the system's authorities.")
  private @Nullable Path authorities;

  @Option(
      names = "--client-cert",
      paramLabel = "FILE",
      description = "The certificate to show to a server that asks for one, PEM.")
  private @Nullable Path certificate;

  @Option(
      names = "--client-key",
      paramLabel = "FILE",
      description = "Its private key, PEM (PKCS#8).")
  private @Nullable Path key;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  /** What calls are encrypted with; empty if it is as the system does it. */
  Optional<SSLContext> context() {
    ClientTls tls = tls();
    try {
      return tls.equals(ClientTls.system()) ? Optional.empty() : Optional.of(tls.context());
    } catch (CloudException e) {
      throw mistake(Failures.message(e));
    }
  }

  private ClientTls tls() {
    ClientTls tls = new ClientTls(Optional.ofNullable(authorities), Optional.empty());
    if (certificate != null && key != null) {
      return tls.showing(certificate, key);
    }
    if (certificate != null || key != null) {
      throw mistake("a client's certificate takes both --client-cert and --client-key");
    }
    return tls;
  }

  private ParameterException mistake(String message) {
    return new ParameterException(
        Objects.requireNonNull(command, "set by picocli").commandLine(), message);
  }
}
