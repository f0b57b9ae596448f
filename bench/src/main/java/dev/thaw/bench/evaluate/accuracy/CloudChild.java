package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.protocol.Scope;
import dev.thaw.protocol.codec.SigningKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** A {@link CloudMain} in another process. Used by one thread. */
final class CloudChild implements AutoCloseable {
  private static final double NANOS = 1e9;

  private final Process process;
  private final BufferedReader said;
  private final Writer tell;
  private final int port;
  private final PublicKey key;

  private CloudChild(Process process) throws IOException {
    this.process = process;
    this.said = process.inputReader();
    this.tell = process.outputWriter();
    String[] words = read().split(" ", 2);
    this.port = Integer.parseInt(words[0]);
    this.key = SigningKeys.publicKey(Base64.getDecoder().decode(words[1]));
  }

  /** Starts one; returns when it listens. */
  static CloudChild start(Path directory) {
    try {
      return new CloudChild(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx1g",
                  "-Dai.djl.offline=true",
                  "-cp",
                  System.getProperty("java.class.path"),
                  CloudMain.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the cloud", e);
    }
  }

  int port() {
    return port;
  }

  PublicKey key() {
    return key;
  }

  /** Moves the freeze point; returns when it has moved. */
  void setDepth(int depth) {
    ask("depth " + depth);
  }

  /** Trains these scopes; returns how many heads were published. */
  int train(List<Scope> scopes) {
    String names = scopes.stream().map(Scope::path).collect(Collectors.joining(","));
    return Integer.parseInt(ask("train " + names).replaceAll("\\D", ""));
  }

  /** Processor time since it was started, in seconds. */
  double busySeconds() {
    return Long.parseLong(ask("busy")) / NANOS;
  }

  private String ask(String line) {
    try {
      tell.write(line + "\n");
      tell.flush();
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException("the cloud has ended", e);
    }
  }

  private String read() throws IOException {
    String line = said.readLine();
    if (line == null) {
      throw new IOException("the cloud has ended");
    }
    return line;
  }

  @Override
  public void close() {
    try {
      tell.close();
      process.waitFor();
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
