package dev.thaw.cloud.cli;

/** What a command's exit code says. */
public final class ExitCode {
  /** Done. */
  public static final int OK = 0;

  /** Refused or failed; one line on stderr says why. */
  public static final int REFUSED = 1;

  /** Not a command line that can be understood. */
  public static final int USAGE = 2;

  /** No server answers at the address. */
  public static final int UNREACHABLE = 3;

  private ExitCode() {}
}
