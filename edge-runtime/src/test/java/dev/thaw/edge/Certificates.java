package dev.thaw.edge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A self-signed certificate and its key as PEM, made by the JDK's keytool for one test.
 *
 * @param certificate trusted by who trusts it itself
 * @param key PKCS#8
 */
record Certificates(Path certificate, Path key) {
  private static final String PASSWORD = "secret";

  /**
   * @param names as keytool wants them, for example {@code dns:localhost,ip:127.0.0.1}
   */
  static Certificates selfSigned(Path directory, String alias, String names) {
    Path store = directory.resolve(alias + ".p12");
    try {
      run(store, alias, names);
      return export(store, alias);
    } catch (IOException | InterruptedException | GeneralSecurityException e) {
      throw new AssertionError("no certificate for " + names, e);
    }
  }

  private static void run(Path store, String alias, String names)
      throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-dname",
                "CN=" + alias,
                "-ext",
                "SAN=" + names,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new AssertionError("keytool: " + said);
    }
  }

  private static Certificates export(Path store, String alias)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    byte[] key = keys.getKey(alias, PASSWORD.toCharArray()).getEncoded();
    return new Certificates(
        pem(store, "CERTIFICATE", keys.getCertificate(alias).getEncoded()),
        pem(store, "PRIVATE KEY", key));
  }

  private static Path pem(Path store, String kind, byte[] der) throws IOException {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind);
    String name = store.getFileName() + "." + kind.replace(' ', '-') + ".pem";
    return Files.writeString(store.resolveSibling(name), text);
  }
}
