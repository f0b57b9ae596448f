package dev.thaw.cloud.cli;

import dev.thaw.model.BaseModel;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The cloud's commands, to be added to the launcher's root command. */
public final class CloudCommands {
  private CloudCommands() {}

  /**
   * Adds {@code serve}, {@code status}, {@code devices}, {@code operators}, {@code audit}, {@code
   * features}, {@code models}, {@code freeze}, {@code train}, {@code runs}, {@code rollback},
   * {@code events}, {@code publish-base}, {@code sign-base}, {@code keys}, {@code tls} and {@code
   * doctor} to {@code root}.
   *
   * @param defaultBase the base model that {@code serve} installs without {@code --base}; asked
   *     only then
   */
  public static void addTo(CommandLine root, Supplier<BaseModel> defaultBase) {
    root.addSubcommand(new ServeCommand(defaultBase))
        .addSubcommand(new StatusCommand())
        .addSubcommand(devices())
        .addSubcommand(operators())
        .addSubcommand(new AuditCommand())
        .addSubcommand(features())
        .addSubcommand(new ModelsCommand())
        .addSubcommand(freeze())
        .addSubcommand(new TrainCommand())
        .addSubcommand(new RunsCommand())
        .addSubcommand(new RollbackCommand())
        .addSubcommand(new EventsCommand())
        .addSubcommand(new PublishBaseCommand())
        .addSubcommand(new SignBaseCommand())
        .addSubcommand(keys())
        .addSubcommand(tls())
        .addSubcommand(new DoctorCommand());
  }

  private static CommandLine keys() {
    return new CommandLine(new KeysCommand()).addSubcommand(new KeysRotateCommand());
  }

  private static CommandLine tls() {
    return new CommandLine(new TlsCommand()).addSubcommand(new TlsSelfSignedCommand());
  }

  /**
   * Makes every failure of {@code root} and of the commands added so far one line on stderr and an
   * exit code as in {@link ExitCode}: 2 for what cannot be parsed, 1 for any exception.
   */
  public static void useShortErrors(CommandLine root) {
    root.setParameterExceptionHandler(Failures.usage());
    root.setExecutionExceptionHandler(Failures.execution());
  }

  private static CommandLine features() {
    return new CommandLine(new FeaturesCommand())
        .addSubcommand(new FeaturesEraseCommand())
        .addSubcommand(new FeaturesVerifyReceiptCommand());
  }

  private static CommandLine devices() {
    return new CommandLine(new DevicesCommand())
        .addSubcommand(new DevicesInviteCommand())
        .addSubcommand(new DevicesRevokeCommand());
  }

  private static CommandLine operators() {
    return new CommandLine(new OperatorsCommand())
        .addSubcommand(new OperatorsAddCommand())
        .addSubcommand(new OperatorsRotateCommand())
        .addSubcommand(new OperatorsRemoveCommand());
  }

  private static CommandLine freeze() {
    return new CommandLine(new FreezeCommand())
        .addSubcommand(new FreezeGetCommand())
        .addSubcommand(new FreezeSetCommand())
        .addSubcommand(new FreezeStatusCommand())
        .addSubcommand(new FreezeCancelCommand())
        .addSubcommand(new FreezeAdviseCommand())
        .addSubcommand(new FreezePolicyCommand());
  }
}
