package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thaw features erase}. */
@Command(
    name = "erase",
    header = "Erase a device, or one sample, from all that the cloud stores.",
    description =
        "Deletes the rows and the bytes that files still have of them, and trains every head that"
            + " may have learnt from them anew without them; that takes as long as those trainings."
            + " The answer is a receipt that the cloud has signed. There is no way back. What"
            + " devices keep themselves is not reached: one that connects again is stored as new.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw features erase --device tablet-7 --dry-run",
      "  thaw features erase --device tablet-7 --receipt tablet-7.json",
      "  thaw features erase --sample 00112233445566778899aabbccddeeff"
    })
final class FeaturesEraseCommand extends TaskCommand {
  @Option(
      names = "--device",
      paramLabel = "ID",
      description = "The device; with --sample, only that sample of it.")
  private @Nullable String device;

  @Option(
      names = "--sample",
      paramLabel = "HEX",
      description = "One sample, of every device that has it unless one is named.")
  private @Nullable String sample;

  @Option(names = "--dry-run", description = "Only show what would go.")
  private boolean dryRun;

  @Option(names = "--receipt", paramLabel = "FILE", description = "Keep the receipt in this file.")
  private @Nullable Path receipt;

  @Override
  Reply ask(OperatorClient client) {
    if (device == null && sample == null) {
      throw mistake("erase what? --device ID, --sample HEX, or both");
    }
    keepableAt().filter(file -> !isKeepable(file)).ifPresent(this::refuse);
    Reply reply = client.post("v1/admin/features/erase", body());
    if (reply instanceof Reply.Answer answer) {
      keepableAt().ifPresent(file -> keep(file, answer.body()));
    }
    return reply;
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (dryRun) {
      printPlan(answer, out);
    } else {
      ErasureTexts.print(answer.path("receipt"), out);
    }
  }

  private ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("dryRun", dryRun);
    task().ifPresent(name -> body.put("task", name));
    Optional.ofNullable(device).ifPresent(id -> body.put("device", id));
    Optional.ofNullable(sample).ifPresent(id -> body.put("sample", id));
    return body;
  }

  private static void printPlan(JsonNode plan, PrintWriter out) {
    out.println("would erase " + ErasureTexts.rows(plan.path("rows")));
    for (JsonNode head : plan.path("heads")) {
      out.println(
          "would train %s anew, which runs version %s"
              .formatted(head.path("scope").asText(), head.path("before")));
    }
  }

  private Optional<Path> keepableAt() {
    return Optional.ofNullable(receipt).filter(file -> !dryRun);
  }

  /** Looked at before anything is erased. */
  private static boolean isKeepable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return !Files.exists(file) && folder != null && Files.isWritable(folder);
  }

  private void refuse(Path file) {
    throw mistake(file + " cannot be made: it is there already, or its folder cannot be written");
  }

  private static void keep(Path file, JsonNode answer) {
    try {
      Files.writeString(file, answer.toPrettyString() + '\n');
    } catch (IOException e) {
      String id = answer.path("receipt").path("id").asText();
      throw new CloudException(
          ErrorCode.STORAGE,
          "erased, but cannot write " + file + "; the cloud keeps receipt " + id,
          e);
    }
  }
}
