package dev.thaw.cloud.tls;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Certificates for tests, made when they are needed. */
public final class TlsFixture {
  private static final SecureRandom RANDOM = new SecureRandom();

  private TlsFixture() {}

  /** A new certificate for loopback, valid for a year, in files called {@code name}. */
  public static TlsFiles files(Path dir, String name) {
    return files(dir, name, Clock.systemUTC().instant(), Duration.ofDays(365), "localhost");
  }

  /** The same with another beginning, length and first name. */
  public static TlsFiles files(
      Path dir, String name, Instant from, Duration validFor, String host) {
    TlsFiles files =
        new TlsFiles(dir.resolve(name + ".pem"), dir.resolve(name + ".key"), Optional.empty());
    write(files, from, validFor, host);
    return files;
  }

  /** Puts a new pair in place of the one in {@code files}. */
  public static SelfSigned renew(TlsFiles files) {
    return write(files, Clock.systemUTC().instant(), Duration.ofDays(365), "localhost");
  }

  private static SelfSigned write(TlsFiles files, Instant from, Duration validFor, String host) {
    List<String> hosts = host.equals("localhost") ? List.of(host, "127.0.0.1") : List.of(host);
    SelfSigned made = SelfSigned.create(hosts, from, validFor, RANDOM);
    made.write(files.certificates(), files.key());
    return made;
  }
}
