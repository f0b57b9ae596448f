package dev.thaw.cloud.tls;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that vouches for itself, and its key (EC, P-256): a start, until somebody whom
 * clients know anyway issues one. It is no authority, so its key cannot issue others. It serves a
 * listener, or a client that shows a certificate. Immutable.
 */
public record SelfSigned(X509Certificate certificate, PrivateKey key) {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern NAME =
      Pattern.compile("(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9-]+)*\\.?");
  private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);
  private static final int SERIAL_BITS = 120;

  /**
   * Makes one.
   *
   * @param hosts the names and addresses it is valid for, the first being the subject's name
   * @throws IllegalArgumentException if one is neither a host name nor an address, or there is none
   */
  public static SelfSigned create(
      List<String> hosts, Instant now, Duration validFor, SecureRandom random) {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("a certificate needs a host");
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      return new SelfSigned(
          sign(builder(hosts, now, validFor, random, pair), pair), pair.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new CloudException(ErrorCode.INTERNAL, "cannot make a certificate: " + e, e);
    }
  }

  /**
   * Writes both as PEM, the key (PKCS#8) in a file that only its owner can read; what is there is
   * replaced.
   *
   * @throws CloudException {@code STORAGE} if a file cannot be written
   */
  public void write(Path certificateFile, Path keyFile) {
    try {
      PrivateFile.write(keyFile, PemText.of(key));
      Files.writeString(certificateFile, PemText.of(certificate));
    } catch (IOException e) {
      throw new CloudException(ErrorCode.STORAGE, "cannot write " + e.getMessage(), e);
    }
  }

  /** SHA-256 of the certificate. */
  public Digest fingerprint() {
    return TlsMaterial.fingerprint(certificate);
  }

  private static X509v3CertificateBuilder builder(
      List<String> hosts, Instant now, Duration validFor, SecureRandom random, KeyPair pair)
      throws IOException {
    GeneralName[] names = hosts.stream().map(SelfSigned::name).toArray(GeneralName[]::new);
    X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, hosts.get(0)).build();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            subject,
            new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
            Date.from(now.minus(CLOCKS_DIFFER)),
            Date.from(now.plus(validFor)),
            subject,
            pair.getPublic());
    return builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(Extension.extendedKeyUsage, false, purposes())
        .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
  }

  private static ExtendedKeyUsage purposes() {
    return new ExtendedKeyUsage(
        new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth});
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair pair)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
  }

  private static GeneralName name(String host) {
    try {
      return new GeneralName(kind(host), host);
    } catch (IllegalArgumentException e) {
      throw notAHost(host);
    }
  }

  private static int kind(String host) {
    if (ADDRESS.matcher(host).matches()) {
      return GeneralName.iPAddress;
    }
    if (NAME.matcher(host).matches()) {
      return GeneralName.dNSName;
    }
    throw notAHost(host);
  }

  private static IllegalArgumentException notAHost(String host) {
    return new IllegalArgumentException("not a host name or address: \"" + host + '"');
  }
}
