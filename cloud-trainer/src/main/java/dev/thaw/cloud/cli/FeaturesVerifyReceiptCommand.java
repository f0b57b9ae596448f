package dev.thaw.cloud.cli;

import dev.thaw.cloud.erasure.SignedReceipt;
import dev.thaw.cloud.erasure.Subject;
import dev.thaw.protocol.SampleId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code thaw features verify-receipt}: checks a receipt; talks to no server. */
@Command(
    name = "verify-receipt",
    header = "Check who signed the receipt of an erasure, and whom it is about.",
    description =
        "A receipt does not name what was erased. Name it with --device or --sample to check that"
            + " the receipt is about that. The cloud's key is at its address, under /v1/key.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The key's owner signed it, and it is about what was named.",
      "1:It is not a receipt, not signed so, or about something else.",
      "2:The command line cannot be understood."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  thaw features verify-receipt tablet-7.json --key cloud.pub --device tablet-7"})
final class FeaturesVerifyReceiptCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The receipt.")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "KEY",
      required = true,
      converter = BaseKeyReader.class,
      description = "The cloud's public key: base64, or a file with it.")
  private @Nullable PublicKey key;

  @Option(names = "--device", paramLabel = "ID", description = "The device that was named.")
  private @Nullable String device;

  @Option(names = "--sample", paramLabel = "HEX", description = "The sample that was named.")
  private @Nullable String sample;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine command = java.util.Objects.requireNonNull(spec, "set by picocli").commandLine();
    Optional<String> wrong = wrong(command.getOut());
    wrong.ifPresent(why -> Failures.print(command, file + " " + why));
    command.getOut().flush();
    return wrong.isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private Optional<String> wrong(PrintWriter out) {
    try {
      SignedReceipt receipt = SignedReceipt.parse(Files.readAllBytes(file));
      if (!receipt.isSignedBy(java.util.Objects.requireNonNull(key, "required"))) {
        return Optional.of("was changed, or signed with another key");
      }
      if (!isAboutNamed(receipt)) {
        return Optional.of("is about something else");
      }
      ErasureTexts.print(receipt.receipt(), out);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("cannot be read");
    } catch (IllegalArgumentException e) {
      return Optional.of("cannot be used: " + Failures.message(e));
    }
  }

  private boolean isAboutNamed(SignedReceipt receipt) {
    if (device == null && sample == null) {
      return true;
    }
    String task = receipt.receipt().path("task").asText();
    Subject named =
        new Subject(
            task, Optional.ofNullable(device), Optional.ofNullable(sample).map(SampleId::fromHex));
    return receipt.receipt().path("subject").asText().equals(named.digest(receipt.id()).hex());
  }
}
