package dev.thaw.cloud.cli;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a failed TLS handshake means, and what to do, in one sentence. */
final class TlsTroubles {
  private TlsTroubles() {}

  /** Empty if the failure is not about TLS. */
  static Optional<String> explain(URI server, IOException failure) {
    String all = messages(failure);
    return isTls(failure) ? Optional.of(sentence(server, all)) : Optional.empty();
  }

  private static String sentence(URI server, String all) {
    String at = server.toString();
    if (all.contains("no subject alternative") || all.contains("no name matching")) {
      return "the certificate at "
          + at
          + " is not valid for \""
          + server.getHost()
          + "\": use a name that is in it, or make one that has this name";
    }
    if (all.contains("unable to find valid certification path") || all.contains("trust anchor")) {
      return "the certificate at " + at + " is not trusted: --ca FILE names whom to trust";
    }
    if (all.contains("notafter") || all.contains("expired")) {
      return "the certificate at " + at + " has expired";
    }
    if (all.contains("fatal alert: bad_certificate")
        || all.contains("fatal alert: certificate_")
        || all.contains("fatal alert: unknown_ca")) {
      return at + " takes no client without its certificate: --client-cert and --client-key";
    }
    if (all.contains("unrecognized ssl message") || all.contains("plaintext connection")) {
      return "what answers at " + at + " does not speak TLS: try http://";
    }
    return "no TLS with " + at + ": " + all.lines().findFirst().orElse("no reason given");
  }

  private static boolean isTls(@Nullable Throwable failure) {
    return failure != null && (failure instanceof SSLException || isTls(failure.getCause()));
  }

  /** The messages of a failure and its causes, one per line, in lower case. */
  private static String messages(@Nullable Throwable failure) {
    return failure == null
        ? ""
        : String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT)
            + '\n'
            + messages(failure.getCause());
  }
}
