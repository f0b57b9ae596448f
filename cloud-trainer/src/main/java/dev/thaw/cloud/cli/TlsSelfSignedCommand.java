package dev.thaw.cloud.cli;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.tls.SelfSigned;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thaw tls self-signed}: makes a certificate where it is run; talks to no server. */
@Command(
    name = "self-signed",
    sortOptions = false,
    header = "Make a certificate that vouches for itself, for a start.",
    description =
        "Writes cert.pem and key.pem (EC P-256; the key only its owner can read). Nobody trusts it"
            + " but those who are given cert.pem: it is safe to hand out, key.pem is not.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:The files are there already, or cannot be written.",
      "2:The command line cannot be understood."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw tls self-signed --out tls",
      "  thaw tls self-signed --out tls --host cloud.example.org,10.0.0.5 --days 90"
    })
final class TlsSelfSignedCommand implements Callable<Integer> {
  private static final int MOST_DAYS = 3_650;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where to put the files; made if it is not there.")
  private Path out = Path.of("");

  @Option(
      names = "--host",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "localhost,127.0.0.1,::1",
      description =
          "The names and addresses by which clients call the server (default: ${DEFAULT-VALUE}).")
  private List<String> hosts = List.of();

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "365",
      description = "How long it is valid (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(names = "--force", description = "Replace the files if they are there.")
  private boolean force;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Path certificate = out.resolve("cert.pem");
    Path key = out.resolve("key.pem");
    SelfSigned made = make();
    if (!force && (Files.exists(certificate) || Files.exists(key))) {
      return refuse(out + " has a certificate already: --force replaces it");
    }
    try {
      Files.createDirectories(out);
      made.write(certificate, key);
      tell(made, certificate, key);
      return ExitCode.OK;
    } catch (IOException e) {
      return refuse("cannot write to " + out + ": " + Failures.message(e));
    } catch (CloudException e) {
      return refuse(Failures.message(e));
    }
  }

  private SelfSigned make() {
    if (days < 1 || days > MOST_DAYS) {
      throw mistake("--days is 1 to " + MOST_DAYS + ", not " + days);
    }
    try {
      return SelfSigned.create(
          hosts, Clock.systemUTC().instant(), Duration.ofDays(days), new SecureRandom());
    } catch (IllegalArgumentException e) {
      throw mistake(Failures.message(e));
    }
  }

  private void tell(SelfSigned made, Path certificate, Path key) {
    PrintWriter text = commandLine().getOut();
    text.println("certificate   " + certificate + " (for " + String.join(", ", hosts) + ")");
    text.println("key           " + key + " (keep it to yourself)");
    text.println("expires       " + made.certificate().getNotAfter().toInstant());
    text.println("SHA-256       " + made.fingerprint().hex());
    text.println();
    text.println("Listen:  thaw serve --tls-cert " + certificate + " --tls-key " + key);
    text.println(
        "Call:    thaw status --server https://" + hosts.get(0) + ":7070 --ca " + certificate);
    text.println("Devices take " + certificate + " as the authority of their connection.");
    text.flush();
  }

  private int refuse(String message) {
    Failures.print(commandLine(), message);
    return ExitCode.REFUSED;
  }

  private ParameterException mistake(String message) {
    return new ParameterException(commandLine(), message);
  }

  private CommandLine commandLine() {
    return Objects.requireNonNull(spec, "set by picocli").commandLine();
  }
}
