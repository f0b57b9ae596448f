package dev.thaw.cloud.cli;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which operator's token a command shows. The ones that a cloud on this machine left in its data
 * directory are shown to nobody but servers on this machine.
 */
final class TokenOption {
  private static final List<Path> LEFT_BY_CLOUDS =
      List.of(Path.of("thaw-data/cloud/admin.token"), Path.of("thaw-data/demo/cloud/admin.token"));

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "The file with the operator's token. Default: $THAW_TOKEN_FILE, else the token in"
              + " $THAW_TOKEN, else, for a server on this machine, what thaw serve or thaw demo"
              + " left in thaw-data.")
  private @Nullable Path file;

  /** A token and where it was found. */
  record Found(String token, String where) {}

  /**
   * The token for {@code server}, if there is one.
   *
   * @throws CloudException {@code STORAGE} if a file that was named cannot be read
   */
  Optional<Found> find(String server) {
    return find(server, System.getenv(), Path.of(""));
  }

  /** The same with an environment and a working directory of one's own. */
  Optional<Found> find(String server, Map<String, String> environment, Path directory) {
    Optional<Path> named =
        Optional.ofNullable(file).or(() -> told(environment, "THAW_TOKEN_FILE").map(Path::of));
    return named
        .map(TokenOption::read)
        .or(() -> told(environment, "THAW_TOKEN").map(t -> new Found(t.strip(), "$THAW_TOKEN")))
        .or(() -> isLocal(server) ? left(directory) : Optional.empty());
  }

  private static Optional<Found> left(Path directory) {
    return LEFT_BY_CLOUDS.stream()
        .map(directory::resolve)
        .filter(Files::isReadable)
        .findFirst()
        .map(TokenOption::read);
  }

  private static Optional<String> told(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private static Found read(Path path) {
    try {
      return new Found(Files.readString(path, StandardCharsets.US_ASCII).strip(), path.toString());
    } catch (IOException e) {
      throw new CloudException(ErrorCode.STORAGE, "the token file " + path + " cannot be read", e);
    }
  }

  static boolean isLocal(String server) {
    try {
      String host = URI.create(server).getHost();
      return host != null && isLoopback(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether only this machine can get there. */
  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
