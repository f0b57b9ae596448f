package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thaw devices invite}. */
@Command(
    name = "invite",
    header = "Make an invitation with which devices enrol.",
    description =
        "The invitation is printed once and kept nowhere. Hand it to the device by a way that"
            + " others cannot read; whoever has it can enrol until it has expired or was used up.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw devices invite",
      "  thaw devices invite --ttl 2h --uses 30 --cohort left-handed",
      "  thaw devices invite --json | jq -r .invitation"
    })
final class DevicesInviteCommand extends ClientCommand {
  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      defaultValue = "15m",
      converter = AskedDuration.class,
      description = "How long it can be used, at most 7d (default: ${DEFAULT-VALUE}).")
  private Duration ttl = Duration.ZERO;

  @Option(
      names = "--uses",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many devices can enrol with it (default: ${DEFAULT-VALUE}).")
  private int uses;

  @Option(
      names = "--cohort",
      paramLabel = "NAME",
      description = "The cohort that its devices are members of (default: none).")
  private @Nullable String cohort;

  @Override
  Reply ask(OperatorClient client) {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("ttlSeconds", ttl.toSeconds()).put("uses", uses);
    if (cohort != null) {
      body.put("cohort", cohort);
    }
    return client.post("v1/admin/invitations", body);
  }

  @Override
  void print(JsonNode invitation, PrintWriter out) {
    out.println(invitation.path("invitation").asText());
    out.println(
        "good for %s device(s) until %s; it is not shown again"
            .formatted(invitation.path("uses").asText(), Texts.time(invitation.path("expiresAt"))));
  }
}
