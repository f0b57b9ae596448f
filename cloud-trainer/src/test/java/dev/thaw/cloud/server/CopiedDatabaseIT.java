package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.access.Role;
import dev.thaw.protocol.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copied database of the cloud contains nothing that lets one pose as a device or operator. */
class CopiedDatabaseIT {
  private static final int SLICE = 16;

  @TempDir Path dir;

  @Test
  void databaseHoldsNoSliceOfAnySecret() throws Exception {
    List<String> texts = new ArrayList<>();
    List<byte[]> keys = new ArrayList<>();
    byte[] kept;
    try (RunningCloud cloud = RunningCloud.start(dir, ServerConfig.defaults())) {
      texts.add(Files.readString(dir.resolve("admin.token")).strip());
      String admin = texts.get(0);
      for (int i = 0; i < 4; i++) {
        comeIn(cloud, i, admin, texts, keys);
      }
      kept = Digest.of(admin.getBytes(StandardCharsets.UTF_8)).bytes();
    }
    for (String line : Files.readAllLines(dir.resolve("signing.key")).subList(0, 1)) {
      keys.add(seed(Base64.getDecoder().decode(line)));
    }

    Set<ByteBuffer> slices = new HashSet<>();
    texts.forEach(text -> addSecret(slices, text));
    keys.forEach(key -> addForms(slices, key));
    assertThat(slices).hasSizeGreaterThan(500);
    assertThat(found(slices)).isEmpty();
    Set<ByteBuffer> digest = new HashSet<>();
    addSlices(digest, kept);
    assertThat(found(digest)).as("the search finds what is there").isNotEmpty();
  }

  /** Everything that gives out a secret, and everything that shows one. */
  private static void comeIn(
      RunningCloud cloud, int i, String admin, List<String> texts, List<byte[]> keys)
      throws Exception {
    Optional<String> shown = Optional.of(admin);
    String invitation =
        Visitor.post(cloud, "/v1/admin/invitations", "{\"uses\": 2}", shown)
            .json()
            .path("invitation")
            .asText();
    Visitor visitor = Visitor.at(cloud, "device-" + i);
    assertThat(visitor.enrol(invitation).status()).isEqualTo(200);
    String session = visitor.session();
    String body = "{\"name\":\"op-" + i + "\",\"role\":\"" + Role.VIEWER + "\"}";
    String operator =
        Visitor.post(cloud, "/v1/admin/operators", body, shown).json().path("token").asText();
    String rotated =
        Visitor.post(cloud, "/v1/admin/operators/op-" + i + "/rotate", "{}", shown)
            .json()
            .path("token")
            .asText();
    String login =
        Visitor.post(
                cloud, "/v1/operator/login", "{\"token\":\"" + rotated + "\"}", Optional.empty())
            .response()
            .headers()
            .firstValue("set-cookie")
            .orElseThrow()
            .replaceAll("^[^=]*=([^;]*);.*", "$1");
    String path = "/v1/tasks/" + RunningCloud.TASK + "/manifest?device=device-" + i;
    assertThat(Visitor.get(cloud, path, Optional.of(session)).status()).isEqualTo(200);
    texts.addAll(List.of(invitation, session, operator, rotated, login));
    keys.add(seed(visitor.keys().getPrivate().getEncoded()));
  }

  /** The secret 32 bytes at the end of an Ed25519 PKCS#8 key; what is before is the same in all. */
  private static byte[] seed(byte[] pkcs8) {
    return java.util.Arrays.copyOfRange(pkcs8, pkcs8.length - 32, pkcs8.length);
  }

  private static void addSecret(Set<ByteBuffer> slices, String text) {
    String random = text.substring(text.indexOf('-') + 1);
    assertThat(random).hasSize(43);
    addSlices(slices, random.getBytes(StandardCharsets.US_ASCII));
    addForms(slices, Base64.getUrlDecoder().decode(random));
  }

  private static void addForms(Set<ByteBuffer> slices, byte[] secret) {
    addSlices(slices, secret);
    addText(slices, HexFormat.of().formatHex(secret));
    addText(slices, HexFormat.of().withUpperCase().formatHex(secret));
    addText(slices, Base64.getEncoder().withoutPadding().encodeToString(secret));
    addText(slices, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  private static void addText(Set<ByteBuffer> slices, String text) {
    addSlices(slices, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void addSlices(Set<ByteBuffer> slices, byte[] content) {
    for (int at = 0; at + SLICE <= content.length; at++) {
      slices.add(ByteBuffer.wrap(content.clone(), at, SLICE).slice());
    }
  }

  /** The files of the database with any of the slices. */
  private List<Path> found(Set<ByteBuffer> slices) throws IOException {
    Set<Integer> beginnings = new HashSet<>();
    slices.forEach(slice -> beginnings.add(slice.getInt(0)));
    try (Stream<Path> files = Files.walk(dir.resolve("db"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> contains(file, slices, beginnings))
          .toList();
    }
  }

  private static boolean contains(Path file, Set<ByteBuffer> slices, Set<Integer> beginnings) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      for (int at = 0; at + SLICE <= bytes.capacity(); at++) {
        if (beginnings.contains(bytes.getInt(at)) && slices.contains(bytes.slice(at, SLICE))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
