package dev.thaw.bench;

import dev.thaw.cloud.cli.CloudCommands;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code thaw bench} command. */
@Command(
    name = "thaw bench",
    description = "Measure what the documentation promises.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class Bench {
  private Bench() {}

  /** Runs one measurement and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Bench());
    line.addSubcommand(new FreezeBench());
    line.addSubcommand(new HeadsBench());
    line.addSubcommand(new SoakBench());
    line.addSubcommand(new OverloadBench());
    line.addSubcommand(new ScopesBench());
    line.addSubcommand(new KernelsBench());
    line.addSubcommand(new MicroBench());
    line.addSubcommand(new TorchBench());
    CloudCommands.useShortErrors(line);
    return line;
  }
}
