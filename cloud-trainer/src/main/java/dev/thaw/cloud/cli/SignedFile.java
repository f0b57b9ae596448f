package dev.thaw.cloud.cli;

import dev.thaw.cloud.registry.BaseFile;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;

/**
 * The file of a base model and its signature: base64 of 64 bytes in a file of its own. Immutable,
 * but for the arrays, which are not copied.
 */
final class SignedFile {
  private static final String SUFFIX = ".sig";

  private final Path path;
  private final byte[] content;
  private final Optional<byte[]> signature;

  private SignedFile(Path path, byte[] content, Optional<byte[]> signature) {
    this.path = path;
    this.content = content;
    this.signature = signature;
  }

  /** Where a file's signature is unless another place is named. */
  static Path signaturePath(Path file) {
    return file.resolveSibling(file.getFileName() + SUFFIX);
  }

  /**
   * Reads a file, and its signature if there is one beside it.
   *
   * @throws CloudException {@code NOT_FOUND} if it cannot be read, {@code BAD_REQUEST} if the
   *     signature is not base64
   */
  static SignedFile read(Path file) {
    Path beside = signaturePath(file);
    return Files.exists(beside) ? read(file, beside) : unsigned(file);
  }

  /** Reads a file without looking for a signature. */
  static SignedFile unsigned(Path file) {
    return new SignedFile(file, bytes(file), Optional.empty());
  }

  /** As {@link #read(Path)}, with a signature that must be there. */
  static SignedFile read(Path file, Path signature) {
    return new SignedFile(file, bytes(file), Optional.of(decoded(signature)));
  }

  /** Writes a signature as this class reads it. */
  static void write(Path signaturePath, byte[] signature) {
    try {
      Files.writeString(signaturePath, Base64.getEncoder().encodeToString(signature) + '\n');
    } catch (IOException e) {
      throw new CloudException(ErrorCode.STORAGE, "cannot write " + signaturePath, e);
    }
  }

  byte[] content() {
    return content;
  }

  Optional<byte[]> signature() {
    return signature;
  }

  /**
   * The base model in it.
   *
   * @param key what it must be signed with
   * @throws CloudException {@code FORBIDDEN} or {@code BAD_REQUEST}, naming the file
   */
  BaseModel base(Optional<PublicKey> key) {
    try {
      return BaseFile.read(content, signature, key);
    } catch (CloudException e) {
      throw new CloudException(e.code(), path + " cannot be used: " + Failures.message(e), e);
    }
  }

  private static byte[] decoded(Path file) {
    try {
      String text = new String(bytes(file), StandardCharsets.US_ASCII);
      return Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw new CloudException(ErrorCode.BAD_REQUEST, file + " is not a signature in base64", e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CloudException(ErrorCode.NOT_FOUND, "cannot read " + file, e);
    }
  }
}
