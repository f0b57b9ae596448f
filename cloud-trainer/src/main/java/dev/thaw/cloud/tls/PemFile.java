package dev.thaw.cloud.tls;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of PEM blocks (RFC 7468): certificates or one private key. Immutable. Whatever is wrong
 * with it is a {@link CloudException} {@code BAD_REQUEST} that names the file.
 */
final class PemFile {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";

  /** Kinds of key that the listeners take, as their algorithms are called. */
  private static final List<String> ALGORITHMS = List.of("EC", "RSA");

  private record Block(String kind, String base64) {}

  private final Path file;
  private final List<Block> blocks;

  private PemFile(Path file, List<Block> blocks) {
    this.file = file;
    this.blocks = blocks;
  }

  static PemFile read(Path file) {
    return new PemFile(file, blocks(new String(bytes(file), StandardCharsets.ISO_8859_1)));
  }

  /** The bytes of a file, whatever is in it. */
  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      String why = e instanceof NoSuchFileException ? "there is no such file" : "" + e.getMessage();
      throw new CloudException(ErrorCode.BAD_REQUEST, "cannot read " + file + ": " + why, e);
    }
  }

  /** All certificates, at least one, in the file's order. */
  List<X509Certificate> certificates() {
    List<X509Certificate> found = new ArrayList<>();
    for (Block block : blocks) {
      if (block.kind.equals(CERTIFICATE)) {
        found.add(certificate(block));
      }
    }
    if (found.isEmpty()) {
      throw wrong("has no certificate in PEM form", null);
    }
    return List.copyOf(found);
  }

  /** The first private key. */
  PrivateKey privateKey() {
    for (Block block : blocks) {
      if (block.kind.equals(KEY)) {
        return privateKey(block);
      }
      if (block.kind.endsWith(KEY)) {
        throw wrong(
            "has a key that is not plain PKCS#8; openssl pkcs8 -topk8 -nocrypt converts it", null);
      }
    }
    throw wrong("has no private key in PEM form", null);
  }

  private X509Certificate certificate(Block block) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(decoded(block)));
    } catch (CertificateException e) {
      throw wrong("has a damaged certificate", e);
    }
  }

  private PrivateKey privateKey(Block block) {
    byte[] pkcs8 = decoded(block);
    return ALGORITHMS.stream()
        .flatMap(algorithm -> privateKey(algorithm, pkcs8).stream())
        .findFirst()
        .orElseThrow(() -> wrong("has a key that is neither EC nor RSA, or is damaged", null));
  }

  private static Optional<PrivateKey> privateKey(String algorithm, byte[] pkcs8) {
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException e) {
      return Optional.empty(); // of another algorithm
    }
  }

  private CloudException wrong(String what, @Nullable Exception cause) {
    String message = file + " " + what;
    return cause == null
        ? new CloudException(ErrorCode.BAD_REQUEST, message)
        : new CloudException(ErrorCode.BAD_REQUEST, message, cause);
  }

  private static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      blocks.add(new Block(block.group(1), block.group(2)));
    }
    return blocks;
  }

  private byte[] decoded(Block block) {
    try {
      return Base64.getMimeDecoder().decode(block.base64);
    } catch (IllegalArgumentException e) {
      throw wrong("is not base64 inside", e);
    }
  }
}
