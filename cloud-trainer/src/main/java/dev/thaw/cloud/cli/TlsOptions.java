package dev.thaw.cloud.cli;

import dev.thaw.cloud.tls.TlsFiles;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a command that listens is told about TLS. */
public final class TlsOptions {
  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "Listen with TLS: the certificate and what issued it, PEM. Read again when it changes."
              + " 'thaw tls self-signed' makes one for a start.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The certificate's private key, PEM (PKCS#8, without a password).")
  private @Nullable Path key;

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description =
          "Let in only clients whose certificate one of these authorities, PEM, has issued.")
  private @Nullable Path clientAuthorities;

  @Option(
      names = "--allow-unencrypted-network",
      description =
          "Listen without TLS on an address that other machines can reach. Who is on the way can"
              + " read and change everything.")
  private boolean allowUnencrypted;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  /**
   * The files, if there is to be TLS at {@code host}.
   *
   * @throws ParameterException if the options contradict each other, or without TLS the host is not
   *     loopback and nobody said that this is meant
   */
  public Optional<TlsFiles> at(String host) {
    if (certificate != null && key != null) {
      return Optional.of(new TlsFiles(certificate, key, Optional.ofNullable(clientAuthorities)));
    }
    if (certificate != null || key != null || clientAuthorities != null) {
      throw mistake("TLS takes both --tls-cert and --tls-key");
    }
    if (!allowUnencrypted && !isLoopback(host)) {
      throw mistake(
          "other machines can reach "
              + host
              + ": use --tls-cert and --tls-key, or --allow-unencrypted-network to listen there"
              + " without TLS");
    }
    return Optional.empty();
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return true; // nobody listens there; starting says so
    }
  }

  private ParameterException mistake(String message) {
    return new ParameterException(
        Objects.requireNonNull(command, "set by picocli").commandLine(), message);
  }
}
