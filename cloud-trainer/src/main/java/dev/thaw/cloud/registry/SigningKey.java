package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.ManifestCodec;
import dev.thaw.protocol.codec.SigningKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * The cloud's Ed25519 key pair, kept in one file that only its owner may read: two lines of base64,
 * the PKCS#8 private key and the X.509 public key. Immutable.
 */
public final class SigningKey {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final KeyPair pair;

  private SigningKey(KeyPair pair) {
    this.pair = pair;
  }

  /**
   * Reads the key in {@code file}, or makes one there at the first start. A file that others may
   * read is made owner-only again.
   *
   * @throws CloudException {@code STORAGE} if the file cannot be read, written, or is not a key
   */
  public static SigningKey openOrCreate(Path file, SecureRandom random) {
    try {
      if (Files.notExists(file)) {
        write(file, SigningKeys.generate(random));
      }
      SigningKey key = read(file);
      protect(file);
      return key;
    } catch (NoSuchFileException | AccessDeniedException e) {
      String why = e instanceof NoSuchFileException ? "no such directory" : "access denied";
      throw new CloudException(ErrorCode.STORAGE, "signing key " + file + ": " + why, e);
    } catch (IOException | IllegalArgumentException e) {
      throw new CloudException(ErrorCode.STORAGE, "signing key " + file + ": " + e.getMessage(), e);
    }
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

  private static SigningKey read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    if (lines.size() != 2) {
      throw new IllegalArgumentException("has " + lines.size() + " lines, expected 2");
    }
    Base64.Decoder base64 = Base64.getDecoder();
    return new SigningKey(
        new KeyPair(
            SigningKeys.publicKey(base64.decode(lines.get(1))),
            SigningKeys.privateKey(base64.decode(lines.get(0)))));
  }

  private static void write(Path file, KeyPair pair) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, ownerOnly());
    Base64.Encoder base64 = Base64.getEncoder();
    String text =
        base64.encodeToString(SigningKeys.toBytes(pair.getPrivate()))
            + '\n'
            + base64.encodeToString(SigningKeys.toBytes(pair.getPublic()))
            + '\n';
    Files.writeString(
        fresh,
        text,
        StandardCharsets.US_ASCII,
        java.nio.file.StandardOpenOption.WRITE,
        java.nio.file.StandardOpenOption.SYNC);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
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
