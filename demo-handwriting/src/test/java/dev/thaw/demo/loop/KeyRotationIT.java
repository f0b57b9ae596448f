package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.install.PullOutcome;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.Handover;
import dev.thaw.protocol.codec.ManifestCodec;
import dev.thaw.protocol.codec.SigningKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The cloud's signing key changes, and devices follow it, or nobody. */
class KeyRotationIT extends LoopFixture {
  private static final String ID = "pen-1";

  @Test
  void aDeviceThatSleptThroughTwoRotationsFollowsAndKeepsTheLastKey() {
    Cloud cloud = startCloud();
    List<CharacterInContext> characters = written(1);
    try (EdgeRuntime edge = EdgeRuntime.open(config(ID, cloud.uri()))) {
      awaitModel(edge, published(edge, cloud, firstHalf(characters)));
      awaitModel(edge, published(edge, cloud, secondHalf(characters)));
    }
    rotate(cloud);
    rotate(cloud);
    Scope own = new Scope.OfDevice(ID);
    Digest next = Await.get(cloud.trainer().rollBack(TASK, own, 1)).digest();

    EdgeRuntime edge = open(config(ID, cloud.uri()));
    awaitModel(edge, next);

    assertThat(edge.status().rejections()).isZero();
    edge.close();
    rotate(cloud);
    EdgeRuntime again = open(config(ID, URI.create("http://127.0.0.1:9")));
    assertThat(again.status().model()).as("installed under a key of the past").contains(next);
  }

  @Test
  void whatIsInstalledIsUsableOfflineAfterTheKeyHasMovedOn() {
    Cloud cloud = startCloud();
    List<CharacterInContext> characters = written(1);
    Digest installed;
    AtomicReference<Optional<byte[]>> manifest = new AtomicReference<>(Optional.empty());
    ForgingProxy proxy =
        opened(
            new ForgingProxy(
                cloud.uri(),
                path -> path.endsWith("/manifest") ? manifest.get() : Optional.empty()));
    try (EdgeRuntime edge = EdgeRuntime.open(config(ID, proxy.uri()))) {
      installed = published(edge, cloud, characters);
      awaitModel(edge, installed);
      rotate(cloud);
      SignedManifest signed = cloud.trainer().manifestFor(TASK, ID, Optional.empty());
      manifest.set(Optional.of(ManifestCodec.toEnvelope(signed)));
      assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Unchanged.class);
    }

    EdgeRuntime offline = open(config(ID, URI.create("http://127.0.0.1:9")));
    assertThat(offline.status().model()).contains(installed);
  }

  @Test
  void aConfiguredKeyIsFollowedToo() {
    Cloud cloud = startCloud();
    PublicKey configured = cloud.trainer().publicKey();
    rotate(cloud);
    try (EdgeRuntime edge = EdgeRuntime.open(config(ID, cloud.uri()).withCloudKey(configured))) {
      awaitModel(edge, global(cloud));
    }
    URI nowhere = URI.create("http://127.0.0.1:9");
    EdgeRuntime offline = open(config(ID, nowhere).withCloudKey(configured));
    assertThat(offline.status().model()).contains(global(cloud));
  }

  @Test
  void forgedHandoversChangeNothingAndAreReported() throws IOException {
    Cloud cloud = startCloud();
    SecureRandom random = new SecureRandom();
    KeyPair thief = SigningKeys.generate(random);
    KeyPair other = SigningKeys.generate(random);
    Manifest manifest = cloud.trainer().manifestFor(TASK, ID, Optional.empty()).manifest();
    AtomicReference<Function<String, Optional<byte[]>>> forge =
        new AtomicReference<>(path -> Optional.empty());
    ForgingProxy proxy = opened(new ForgingProxy(cloud.uri(), path -> forge.get().apply(path)));
    EdgeRuntime edge = open(config(ID, proxy.uri()));
    awaitModel(edge, global(cloud));
    PublicKey pinned = cloud.trainer().publicKey();

    Manifest stolen = newer(manifest);
    byte[] envelope = ManifestCodec.toEnvelope(ManifestCodec.sign(stolen, thief.getPrivate()));
    KeyPair pretended = new KeyPair(pinned, other.getPrivate());
    byte[] wrongOld = Handover.sign(stolen, pretended, thief).toBytes();
    byte[] otherKey = Handover.sign(stolen, other, thief).toBytes();
    KeyPair notTheThief = new KeyPair(thief.getPublic(), other.getPrivate());
    byte[] wrongNew = Handover.sign(stolen, cloudKeys(), notTheThief).toBytes();
    for (byte[] handover : List.of(wrongOld, wrongNew, otherKey, new byte[0], envelope)) {
      long before = edge.status().rejections();
      forge.set(
          path ->
              path.startsWith("/v1/handovers/")
                  ? Optional.of(handover)
                  : path.endsWith("/manifest") ? Optional.of(envelope) : Optional.empty());
      assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Rejected.class);
      assertThat(edge.status().rejections()).isGreaterThan(before);
    }

    forge.set(path -> Optional.empty());
    rotate(cloud);
    awaitModel(edge, published(edge, cloud, written(1)));
  }

  @Test
  void theNewKeyCountsForNobodyWithoutTheHandover() {
    Cloud cloud = startCloud();
    AtomicReference<Boolean> hidden = new AtomicReference<>(true);
    ForgingProxy proxy =
        opened(
            new ForgingProxy(
                cloud.uri(),
                path ->
                    hidden.get() && path.startsWith("/v1/handovers/")
                        ? Optional.of(new byte[0])
                        : Optional.empty()));
    EdgeRuntime edge = open(config(ID, proxy.uri()));
    awaitModel(edge, global(cloud));
    rotate(cloud);
    Digest next = published(edge, cloud, written(1));

    assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Rejected.class);
    assertThat(edge.status().model()).isNotEqualTo(Optional.of(next));

    hidden.set(false);
    Await.get(edge.sync());
    awaitModel(edge, next);
  }

  @Test
  void aCloudThatWasKilledBetweenTheCommitAndTheKeyFileIsFollowed() throws IOException {
    Path key = cloudDirectory().resolve("signing.key");
    Path next = cloudDirectory().resolve("signing.key.next");
    List<CharacterInContext> characters = written(1);
    try (Cloud cloud = Cloud.start(cloudDirectory(), 0);
        EdgeRuntime edge = EdgeRuntime.open(config(ID, cloud.uri()))) {
      awaitModel(edge, published(edge, cloud, firstHalf(characters)));
    }
    byte[] old = Files.readAllBytes(key);
    PublicKey rotated;
    try (CloudTrainer cloud = Cloud.openTrainer(cloudDirectory())) {
      Await.get(cloud.rotateKey());
      rotated = cloud.publicKey();
    }
    Files.move(key, next);
    Files.write(key, old);

    Cloud cloud = startCloud();
    assertThat(cloud.trainer().publicKey()).isEqualTo(rotated);
    assertThat(next).doesNotExist();
    EdgeRuntime edge = open(config(ID, cloud.uri()));
    awaitModel(edge, published(edge, cloud, secondHalf(characters)));
  }

  private static void rotate(Cloud cloud) {
    Await.get(cloud.trainer().rotateKey());
  }

  /** What the device's own model is after a training on these, too. */
  private static Digest published(
      EdgeRuntime edge, Cloud cloud, List<CharacterInContext> characters) {
    annotateAndFlush(edge, characters);
    return cloud.train(ID).manifest().orElseThrow();
  }

  private static List<CharacterInContext> firstHalf(List<CharacterInContext> characters) {
    return characters.subList(0, characters.size() / 2);
  }

  private static List<CharacterInContext> secondHalf(List<CharacterInContext> characters) {
    return characters.subList(characters.size() / 2, characters.size());
  }

  /** What only the cloud has. */
  private KeyPair cloudKeys() throws IOException {
    List<String> lines = Files.readAllLines(cloudDirectory().resolve("signing.key"));
    Base64.Decoder base64 = Base64.getDecoder();
    return new KeyPair(
        SigningKeys.publicKey(base64.decode(lines.get(1))),
        SigningKeys.privateKey(base64.decode(lines.get(0))));
  }

  private static Digest global(Cloud cloud) {
    return cloud.trainer().models(TASK, Optional.of(Scope.GLOBAL)).get(0).digest();
  }

  private static Manifest newer(Manifest manifest) {
    return new Manifest(
        manifest.task(),
        manifest.scope(),
        manifest.version() + 1,
        manifest.freeze(),
        manifest.layers(),
        manifest.createdAt(),
        manifest.metrics());
  }
}
