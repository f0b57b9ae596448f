package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.Handover;
import dev.thaw.protocol.codec.ManifestCodec;
import dev.thaw.protocol.codec.SigningKeys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cloud's Ed25519 key pair, kept in one file that only its owner may read: two lines of base64,
 * the PKCS#8 private key and the X.509 public key. While it is being replaced, the next one is in a
 * file beside it. Immutable.
 */
public final class SigningKey {
  private static final Logger LOG = LoggerFactory.getLogger(SigningKey.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private static final String NEXT = ".next";
  private static final String FRESH = ".new";

  private final Path file;
  private final KeyPair pair;

  private SigningKey(Path file, KeyPair pair) {
    this.file = file;
    this.pair = pair;
  }

  /**
   * Reads the key in {@code file}, or makes one there at the first start. A file that others may
   * read is made owner-only again.
   *
   * @throws CloudException {@code STORAGE} if the file cannot be read, written, or is not a key
   */
  public static SigningKey openOrCreate(Path file, SecureRandom random) {
    if (Files.notExists(file)) {
      create(file, random);
    }
    return open(file);
  }

  /**
   * Reads the key in {@code file}; as {@link #openOrCreate}, but makes none.
   *
   * @throws CloudException {@code STORAGE} besides if it is not there
   */
  public static SigningKey open(Path file) {
    return guarded(
        file,
        () -> {
          SigningKey key = read(file);
          protect(file);
          return key;
        });
  }

  /** Whether none but the owner may read the file, or this file system cannot tell. */
  public static boolean isPrivate(Path file) {
    return guarded(
        file, () -> !isPosix() || Files.getPosixFilePermissions(file).equals(OWNER_ONLY));
  }

  /**
   * Reads the key in {@code file}, whoever may read it, and changes nothing.
   *
   * @throws CloudException as {@link #open}
   */
  public static SigningKey look(Path file) {
    return guarded(file, () -> read(file));
  }

  private static void create(Path file, SecureRandom random) {
    guarded(
        file,
        () -> {
          write(file, SigningKeys.generate(random));
          return file;
        });
  }

  /** The key that verifies what this one signs. */
  public PublicKey publicKey() {
    return pair.getPublic();
  }

  /** The signature of {@code content}. */
  public byte[] sign(byte[] content) {
    return SigningKeys.sign(content, pair.getPrivate());
  }

  SignedManifest sign(Manifest manifest) {
    return ManifestCodec.sign(manifest, pair.getPrivate());
  }

  Path file() {
    return file;
  }

  Digest fingerprint() {
    return SigningKeys.fingerprint(publicKey());
  }

  Handover handOver(Manifest manifest, SigningKey next) {
    return Handover.sign(manifest, pair, next.pair);
  }

  /** The key that is to follow this one, if there is one already. */
  Optional<SigningKey> next() {
    return guarded(
        nextFile(), () -> Files.exists(nextFile()) ? Optional.of(readNext()) : Optional.empty());
  }

  /** Makes the key that is to follow this one; durable on return. */
  SigningKey createNext(SecureRandom random) {
    return guarded(
        nextFile(),
        () -> {
          write(nextFile(), SigningKeys.generate(random));
          return readNext();
        });
  }

  /** The file of the key that is to follow takes the place of this one's. */
  void moveNextHere() {
    Path unused =
        guarded(
            file,
            () -> {
              Files.move(nextFile(), file, StandardCopyOption.ATOMIC_MOVE);
              syncDirectory(file);
              return file;
            });
  }

  /** Removes the file of the key that was to follow. */
  void forgetNext() {
    boolean unused = guarded(nextFile(), () -> Files.deleteIfExists(nextFile()));
  }

  /** Removes what the end of a process left of a file that it was writing. */
  void removeUnfinished() {
    boolean unused = guarded(nextFile(), () -> Files.deleteIfExists(beside(nextFile(), FRESH)));
  }

  /** It takes this one's place, so it is of this one's file. */
  private SigningKey readNext() throws IOException {
    return new SigningKey(file, read(nextFile()).pair);
  }

  private Path nextFile() {
    return beside(file, NEXT);
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private static <T> T guarded(Path file, Callable<T> work) {
    try {
      return work.call();
    } catch (NoSuchFileException | AccessDeniedException e) {
      String why = e instanceof NoSuchFileException ? "no such file or directory" : "access denied";
      throw new CloudException(ErrorCode.STORAGE, "signing key " + file + ": " + why, e);
    } catch (Exception e) {
      throw new CloudException(
          ErrorCode.STORAGE,
          "signing key " + file + ": " + e.getMessage() + ": restore it from a backup",
          e);
    }
  }

  private static SigningKey read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    if (lines.size() != 2) {
      throw new IllegalArgumentException("has " + lines.size() + " lines, expected 2");
    }
    Base64.Decoder base64 = Base64.getDecoder();
    SigningKey key =
        new SigningKey(
            file,
            new KeyPair(
                SigningKeys.publicKey(base64.decode(lines.get(1))),
                SigningKeys.privateKey(base64.decode(lines.get(0)))));
    key.requirePair();
    return key;
  }

  /** A changed bit makes another key, with which all would be signed for nothing. */
  private void requirePair() {
    byte[] probe = {1};
    if (!SigningKeys.isSigned(probe, sign(probe), publicKey())) {
      throw new IllegalArgumentException("its two keys do not belong together");
    }
  }

  private static void write(Path file, KeyPair pair) throws IOException {
    Path fresh = beside(file, FRESH);
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, ownerOnly());
    Base64.Encoder base64 = Base64.getEncoder();
    String text =
        base64.encodeToString(SigningKeys.toBytes(pair.getPrivate()))
            + '\n'
            + base64.encodeToString(SigningKeys.toBytes(pair.getPublic()))
            + '\n';
    Files.writeString(
        fresh, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(file);
  }

  /** Makes a rename survive a loss of power, where directories can be synced. */
  private static void syncDirectory(Path file) {
    try (FileChannel directory =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    } catch (IOException e) {
      LOG.debug("cannot sync the directory of {}: {}", file, e.getMessage());
    }
  }

  private static void protect(Path file) throws IOException {
    if (isPosix() && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
      Files.setPosixFilePermissions(file, OWNER_ONLY);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
