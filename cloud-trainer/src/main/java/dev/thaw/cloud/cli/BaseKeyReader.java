package dev.thaw.cloud.cli;

import dev.thaw.protocol.codec.SigningKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the Ed25519 key that base models are signed with: base64, or a file that has it. */
final class BaseKeyReader implements ITypeConverter<PublicKey> {
  private static final int MAX_FILE_BYTES = 4096;

  @Override
  public PublicKey convert(String text) {
    try {
      return SigningKeys.publicKey(Base64.getDecoder().decode(inFile(text).strip()));
    } catch (IOException | IllegalArgumentException e) {
      throw new TypeConversionException(
          "'" + text + "' is neither an Ed25519 public key in base64 nor a file with one");
    }
  }

  /** What the file of that name has in it; the text itself if there is no such file. */
  private static String inFile(String text) throws IOException {
    try {
      Path file = Path.of(text);
      return Files.isRegularFile(file) && Files.size(file) <= MAX_FILE_BYTES
          ? Files.readString(file, StandardCharsets.ISO_8859_1)
          : text;
    } catch (InvalidPathException notAFile) {
      return text;
    }
  }
}
