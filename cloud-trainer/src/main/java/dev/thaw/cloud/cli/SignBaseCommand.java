package dev.thaw.cloud.cli;

import dev.thaw.cloud.registry.SigningKey;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.codec.SigningKeys;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code thaw sign-base}: signs a file where its key is; talks to no server. */
@Command(
    name = "sign-base",
    header = "Sign a base model, so that clouds that require it take it.",
    description =
        "Writes FILE.sig, an Ed25519 signature, and prints the public key for thaw serve"
            + " --base-key. Keep the key file where no cloud is: who has it can replace models.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:Not a base model, or a file cannot be read or written.",
      "2:The command line cannot be understood."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw sign-base my.model --key base.key > base.pub",
      "  thaw serve --base my.model --base-key base.pub"
    })
final class SignBaseCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The base model.")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "The file with the pair of keys; made if it is not there.")
  private Path key = Path.of("");

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
    try {
      command.getOut().println(sign());
      command.getOut().flush();
      return ExitCode.OK;
    } catch (CloudException e) {
      Failures.print(command, Failures.message(e));
      return ExitCode.REFUSED;
    }
  }

  /** The public key in base64. */
  private String sign() {
    SignedFile unsigned = SignedFile.unsigned(file);
    var unused = unsigned.base(Optional.empty());
    SigningKey pair = SigningKey.openOrCreate(key, new SecureRandom());
    SignedFile.write(SignedFile.signaturePath(file), pair.sign(unsigned.content()));
    return Base64.getEncoder().encodeToString(SigningKeys.toBytes(pair.publicKey()));
  }
}
