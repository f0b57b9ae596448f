package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.codec.SigningKeys;
import java.security.PublicKey;
import java.util.Optional;

/** Reads the file of a base model that an operator hands in. Stateless. */
public final class BaseFile {
  private BaseFile() {}

  /**
   * The base model in {@code file}, all of it checked: its signature first, if {@code key} is
   * given, then that its layers are those of its architecture.
   *
   * @throws CloudException {@code FORBIDDEN} if a signature is required and missing or wrong;
   *     {@code BAD_REQUEST} if the bytes are not a base model
   */
  public static BaseModel read(byte[] file, Optional<byte[]> signature, Optional<PublicKey> key) {
    key.ifPresent(required -> requireSigned(file, signature, required));
    try {
      BaseModel base = BaseModel.fromBytes(file);
      base.model().close();
      return base;
    } catch (RuntimeException e) {
      throw new CloudException(ErrorCode.BAD_REQUEST, "not a base model: " + e.getMessage(), e);
    }
  }

  private static void requireSigned(byte[] file, Optional<byte[]> signature, PublicKey key) {
    if (signature.isEmpty()) {
      throw new CloudException(
          ErrorCode.FORBIDDEN, "the base model is not signed, and a signature is required");
    }
    if (!SigningKeys.isSigned(file, signature.get(), key)) {
      throw new CloudException(
          ErrorCode.FORBIDDEN, "the base model's signature is not of this file and the base key");
    }
  }
}
