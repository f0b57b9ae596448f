package dev.thaw.demo;

import dev.thaw.cloud.cli.CloudCommands;
import dev.thaw.demo.app.DemoCommand;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.campaign.CampaignCommand;
import dev.thaw.demo.chaos.ChaosCommand;
import dev.thaw.demo.pretrain.PretrainCommand;
import dev.thaw.demo.simulate.SimulateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code thaw} command: every other command hangs under it. */
@Command(
    name = "thaw",
    description = "Split transfer learning: frozen layers on the device, thawed ones in the cloud.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Start with 'thaw demo'; 'thaw COMMAND --help' tells more.",
      "'thaw evaluate' and 'thaw bench' measure, and have helps of their own.",
      "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 server unreachable.",
      "THAW_LOG=INFO shows what happens inside."
    })
public final class Thaw {
  private Thaw() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command with everything under it, for {@code main} and for tests. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Thaw());
    line.addSubcommand(new DemoCommand());
    line.addSubcommand(new SimulateCommand());
    line.addSubcommand(new PretrainCommand());
    line.addSubcommand(new ChaosCommand());
    line.addSubcommand(new CampaignCommand());
    CloudCommands.addTo(line, BundledModel::handwriting);
    CloudCommands.useShortErrors(line);
    return line;
  }
}
