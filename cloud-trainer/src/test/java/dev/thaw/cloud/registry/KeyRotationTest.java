package dev.thaw.cloud.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.server.RunningCloud;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.ManifestCodec;
import dev.thaw.protocol.codec.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change of the signing key, broken off between any two of its steps. */
class KeyRotationTest {
  private static final String TASK = RunningCloud.TASK;
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path dir;

  @Test
  void manifestsAreSignedAnewAndKeepTheirDigests() {
    try (Opened cloud = open()) {
      PublicKey old = cloud.registry.publicKey();
      Digest digest = cloud.registry.global(TASK).digest();

      KeyHandover handover = cloud.registry.rotateKey(RANDOM);

      PublicKey next = cloud.registry.publicKey();
      assertThat(next).isNotEqualTo(old);
      assertThat(handover.from()).isEqualTo(SigningKeys.fingerprint(old));
      assertThat(handover.handover().verify(old)).isEqualTo(next);
      assertThat(handover.handover().manifestDigest()).isEqualTo(digest);
      assertThat(cloud.registry.global(TASK).digest()).isEqualTo(digest);
      assertSignedBy(cloud, next);
    }
  }

  @Test
  void theHistoryIsAChainThatARestartKnows() {
    PublicKey first;
    PublicKey last;
    try (Opened cloud = open()) {
      first = cloud.registry.publicKey();
      for (int i = 0; i < 3; i++) {
        cloud.registry.rotateKey(RANDOM);
      }
      last = cloud.registry.publicKey();
    }
    try (Opened cloud = open()) {
      PublicKey reached = first;
      for (int i = 0; i < 3; i++) {
        Digest from = SigningKeys.fingerprint(reached);
        reached = cloud.keys().handoverFrom(from).orElseThrow().handover().verify(reached);
      }
      assertThat(reached).isEqualTo(last).isEqualTo(cloud.registry.publicKey());
      assertThat(cloud.keys().handoverFrom(SigningKeys.fingerprint(last))).isEmpty();
      assertThat(cloud.keys().history())
          .extracting(KeyHandover::number)
          .containsExactly(1L, 2L, 3L);
      assertSignedBy(cloud, last);
    }
  }

  @Test
  void theOldKeyIsGoneAndTheNewOneIsItsOwnersOnly() throws IOException {
    String old;
    try (Opened cloud = open()) {
      old = Files.readString(keyFile()).lines().findFirst().orElseThrow();
      cloud.registry.rotateKey(RANDOM);
    }
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] content = Files.readAllBytes(file);
        assertThat(new String(content, java.nio.charset.StandardCharsets.ISO_8859_1))
            .as("%s", file)
            .doesNotContain(old);
      }
    }
    assertNothingBesideTheKey();
    Assumptions.assumeTrue(
        dir.getFileSystem().supportedFileAttributeViews().contains("posix"), "no permissions here");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile())))
        .isEqualTo("rw-------");
  }

  @Test
  void brokenOffBeforeTheCommitNothingHasChanged() throws IOException {
    PublicKey old;
    try (Opened cloud = open()) {
      old = cloud.registry.publicKey();
      cloud.keys().prepare(RANDOM);
    }
    try (Opened cloud = open()) {
      assertThat(cloud.registry.publicKey()).isEqualTo(old);
      assertThat(cloud.keys().history()).isEmpty();
      assertSignedBy(cloud, old);
      assertNothingBesideTheKey();
      cloud.registry.rotateKey(RANDOM);
      assertSignedBy(cloud, cloud.registry.publicKey());
    }
  }

  @Test
  void brokenOffAfterTheCommitTheNextStartEndsIt() throws IOException {
    PublicKey old;
    PublicKey next;
    try (Opened cloud = open()) {
      old = cloud.registry.publicKey();
      SigningKey key = cloud.keys().prepare(RANDOM);
      next = key.publicKey();
      Changes changes = cloud.database.changes();
      cloud.registry.signAll(changes, key);
      cloud.keys().commit(changes, key, cloud.registry.global(TASK).manifest());
    }
    for (int start = 0; start < 2; start++) {
      try (Opened cloud = open()) {
        assertThat(cloud.registry.publicKey()).isEqualTo(next).isNotEqualTo(old);
        assertThat(cloud.keys().history()).hasSize(1);
        assertSignedBy(cloud, next);
        assertNothingBesideTheKey();
      }
    }
  }

  @Test
  void aKeyFileThatCouldNotBeMovedIsMovedByTheNextChange() throws IOException {
    try (Opened cloud = open()) {
      byte[] old = Files.readAllBytes(keyFile());
      Digest second = cloud.registry.rotateKey(RANDOM).to();
      Files.move(keyFile(), dir.resolve("signing.key.next"));
      Files.write(keyFile(), old);

      KeyHandover third = cloud.registry.rotateKey(RANDOM);

      assertThat(third.from()).isEqualTo(second);
      assertThat(third.to()).isNotEqualTo(second);
      assertNothingBesideTheKey();
    }
    try (Opened cloud = open()) {
      assertSignedBy(cloud, cloud.registry.publicKey());
    }
  }

  @Test
  void halfAKeyFileIsForgotten() throws IOException {
    try (Opened cloud = open()) {
      assertSignedBy(cloud, cloud.registry.publicKey());
    }
    Files.writeString(dir.resolve("signing.key.next.new"), "MC4CAQ");
    try (Opened cloud = open()) {
      cloud.registry.rotateKey(RANDOM);
      assertNothingBesideTheKey();
    }
  }

  @Test
  void aKeyFromBeforeARotationIsRefusedWithASentence() throws IOException {
    Path copy = dir.resolve("copy");
    try (Opened cloud = open()) {
      Files.copy(keyFile(), copy);
      cloud.registry.rotateKey(RANDOM);
    }
    Files.move(copy, keyFile(), StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(this::open)
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("put that key's file back");
  }

  private void assertNothingBesideTheKey() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      List<String> names =
          files.map(f -> f.getFileName().toString()).filter(n -> n.startsWith("signing")).toList();
      assertThat(names).containsExactly("signing.key");
    }
  }

  private static void assertSignedBy(Opened cloud, PublicKey key) {
    SignedManifest signed = cloud.registry.global(TASK);
    assertThat(ManifestCodec.verify(ManifestCodec.toEnvelope(signed), key).digest())
        .isEqualTo(signed.digest());
  }

  private Path keyFile() {
    return dir.resolve("signing.key");
  }

  private Opened open() {
    CloudDatabase database = CloudDatabase.open(dir.resolve("db"));
    try {
      SigningKey key = SigningKey.openOrCreate(keyFile(), RANDOM);
      ModelRegistry registry = ModelRegistry.open(database, key, Clock.systemUTC());
      registry.install(RunningCloud.base());
      return new Opened(database, registry);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private record Opened(CloudDatabase database, ModelRegistry registry) implements AutoCloseable {
    KeyRing keys() {
      return registry.keys();
    }

    @Override
    public void close() {
      registry.close();
      database.close();
    }
  }
}
