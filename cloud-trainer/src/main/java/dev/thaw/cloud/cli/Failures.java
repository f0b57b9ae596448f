package dev.thaw.cloud.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;

/** How failures look on a terminal: one line on stderr, never a stack trace. */
final class Failures {
  private Failures() {}

  static void print(CommandLine command, String message) {
    command.getErr().println("thaw: " + message.lines().findFirst().orElse("failed"));
    command.getErr().flush();
  }

  static IParameterExceptionHandler usage() {
    return (failure, arguments) -> {
      CommandLine command = failure.getCommandLine();
      String name = command.getCommandSpec().qualifiedName();
      print(command, message(failure) + " (see: " + name + " --help)");
      return ExitCode.USAGE;
    };
  }

  static IExecutionExceptionHandler execution() {
    return (failure, command, parsed) -> {
      print(command, message(failure));
      return ExitCode.REFUSED;
    };
  }

  static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
