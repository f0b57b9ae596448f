package dev.thaw.demo;

import picocli.CommandLine.IVersionProvider;

/** What {@code thaw --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Thaw.class.getPackage().getImplementationVersion();
    return new String[] {
      "thaw " + (version == null ? "(built from source)" : version),
      "Java " + Runtime.version() + ", " + System.getProperty("os.name")
    };
  }
}
