package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thaw publish-base}. */
@Command(
    name = "publish-base",
    header = "Install a new base model, for every device.",
    description =
        "The file names its task. A task that is there must have the same architecture, labels"
            + " and input shapes; everything that the old layers made is dropped, devices send"
            + " their annotated samples again from inputs they keep, and heads are trained anew."
            + " Publishing the same file twice changes nothing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw publish-base handwriting-2.model",
      "  thaw publish-base my.model --signature my.model.sig --json"
    })
final class PublishBaseCommand extends ClientCommand {
  @Parameters(paramLabel = "FILE", description = "The base model.")
  private Path file = Path.of("");

  @Option(
      names = "--signature",
      paramLabel = "FILE",
      description = "Its signature by thaw sign-base (default: FILE.sig, if that is there).")
  private @Nullable Path signature;

  @Override
  Reply ask(OperatorClient client) {
    SignedFile signed =
        signature == null ? SignedFile.read(file) : SignedFile.read(file, signature);
    Optional<String> base64 = signed.signature().map(Base64.getEncoder()::encodeToString);
    String[] operation = {"Thaw-Operation", "publish-base"};
    String[] withSignature = {operation[0], operation[1], "Thaw-Signature", base64.orElse("")};
    return client.upload(
        "v1/admin/base", signed.content(), base64.isPresent() ? withSignature : operation);
  }

  @Override
  void print(JsonNode change, PrintWriter out) {
    String task = change.path("task").asText();
    if (!change.path("changed").asBoolean()) {
      out.println("task " + task + " has this base model already");
      return;
    }
    out.println(
        "task %s: new base model, epoch %s, in %s"
            .formatted(
                task, change.path("after").path("epoch"), Texts.seconds(change.path("seconds"))));
    out.println("samples  kept     " + change.path("kept"));
    out.println("         wanted   " + change.path("wanted") + ", to be sent again by devices");
    out.println("stored   dropped  " + change.path("dropped") + " versions");
    Texts.wrapped("scopes   dropped  ", Texts.list(change.path("droppedScopes")))
        .forEach(out::println);
  }
}
