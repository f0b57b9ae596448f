package dev.thaw.demo.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.demo.data.HandwrittenCharacter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several people on one host. */
class ProfilesIT extends ProfileFixture {
  @Test
  void tokensAreSecretsThatTheDiskDoesNotHold() throws IOException {
    String token = profiles.create();
    assertThat(token).matches("[A-Za-z0-9_-]{43}");
    assertThat(profiles.knows(token)).isTrue();
    assertThat(profiles.create()).isNotEqualTo(token);
    String device = profiles.with(token, Profile::deviceId).orElseThrow();
    assertThat(device).matches("pen-[0-9a-f]{12}");
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.map(Path::toString)).noneMatch(path -> path.contains(token));
    }
    restart();
    assertThat(profiles.with(token, Profile::deviceId)).contains(device);
  }

  @Test
  void aTokenOfAnotherInstallationIsUnknown() {
    List<String> strange =
        List.of("", "x", "../../etc/passwd", "A".repeat(43), "A".repeat(44), "ä".repeat(43));
    for (String token : strange) {
      assertThat(profiles.knows(token)).as(token).isFalse();
      assertThat(profiles.lease(token)).as(token).isEmpty();
      assertThat(profiles.with(token, Profile::deviceId)).as(token).isEmpty();
    }
  }

  @Test
  void twoPeopleDoNotMix() {
    String one = profiles.create();
    String other = profiles.create();
    HandwrittenCharacter character = written(1).get(0);
    save(one, "k1", character);
    save(other, "k1", character);
    save(other, "k2", written(2).get(0));
    assertThat(snapshot(one).saved()).isEqualTo(1);
    assertThat(snapshot(other).saved()).isEqualTo(2);
    assertThat(snapshot(one).deviceId()).isNotEqualTo(snapshot(other).deviceId());
    until("both have left", () -> snapshot(one).waiting() + snapshot(other).waiting() == 0);
    assertThat(snapshot(one).featureBytesUp()).isLessThan(snapshot(other).featureBytesUp());
  }

  @Test
  void theProfileUnusedLongestIsClosedForAnother() {
    profiles.close();
    profiles = open(2);
    List<String> tokens = Stream.generate(profiles::create).limit(4).toList();
    save(tokens.get(0), "k1", written(1).get(0));
    Set<Profile> opened = new HashSet<>();
    for (String token : tokens) {
      opened.add(profiles.with(token, profile -> profile).orElseThrow());
    }
    assertThat(opened).hasSize(4);
    until("two are open", () -> profiles.openCount() == 2);
    assertThat(profiles.with(tokens.get(3), opened::contains)).contains(true);
    assertThat(profiles.with(tokens.get(0), opened::contains)).as("opened again").contains(false);
    assertThat(snapshot(tokens.get(0)).saved()).isEqualTo(1);
  }

  @Test
  void whatNobodyUsesIsClosed() {
    profiles.close();
    profiles = open(8, Duration.ofMillis(50));
    Profiles.Lease lease = profiles.lease(profiles.create()).orElseThrow();
    String token = profiles.create();
    assertThat(snapshot(token).saved()).isZero();
    until("only the held one is open", () -> profiles.openCount() == 1);
    assertThat(lease.profile().snapshot().saved()).isZero();
    lease.close();
    until("none is open", () -> profiles.openCount() == 0);
    assertThat(snapshot(token).saved()).as("opened again").isZero();
  }

  @Test
  void whatIsHeldStaysOpenThoughThereAreTooMany() {
    profiles.close();
    profiles = open(1);
    List<Profiles.Lease> leases = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      leases.add(profiles.lease(profiles.create()).orElseThrow());
    }
    assertThat(profiles.openCount()).isEqualTo(3);
    assertThat(leases).allMatch(lease -> lease.profile().snapshot().saved() == 0);
    leases.forEach(Profiles.Lease::close);
    leases.forEach(Profiles.Lease::close);
    until("one is open", () -> profiles.openCount() == 1);
  }

  @Test
  void manyRequestsAtOnceOpenAProfileOnce() throws Exception {
    String token = profiles.create();
    Set<Profile> opened = ConcurrentHashMap.newKeySet();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> requests = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread request =
          new Thread(
              () -> {
                awaitStart(start);
                profiles.with(token, opened::add);
              });
      requests.add(request);
      request.start();
    }
    start.countDown();
    for (Thread request : requests) {
      request.join(TimeUnit.MINUTES.toMillis(1));
    }
    assertThat(opened).hasSize(1);
  }

  @Test
  void aDamagedFolderHarmsNobodyElse() throws IOException {
    String damaged = profiles.create();
    String sound = profiles.create();
    Files.writeString(folder(damaged).resolve("device"), "this is no folder");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> profiles.lease(damaged))
          .isInstanceOf(ProfileException.class)
          .hasMessageStartingWith("Your profile cannot be opened")
          .hasMessageContaining(folder(damaged).toString());
    }
    assertThat(snapshot(sound).saved()).isZero();
    Files.delete(folder(damaged).resolve("device"));
    assertThat(snapshot(damaged).saved()).as("repaired").isZero();
  }

  @Test
  void nothingOpensAfterTheEnd() {
    String token = profiles.create();
    Profiles.Lease lease = profiles.lease(token).orElseThrow();
    profiles.close();
    lease.close();
    assertThatThrownBy(() -> profiles.lease(token)).isInstanceOf(IllegalStateException.class);
    profiles.close();
  }

  @Test
  void visitorsWhoNeverWroteAreForgottenAfterADay() throws IOException {
    String visitor = profiles.create();
    String yesterday = profiles.create();
    String writer = profiles.create();
    save(writer, "k1", written(1).get(0));
    for (String token : List.of(yesterday, writer)) {
      Files.setLastModifiedTime(
          folder(token).resolve(Host.HISTORY),
          FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    }
    restart();
    assertThat(profiles.knows(visitor)).isTrue();
    assertThat(profiles.knows(yesterday)).isFalse();
    assertThat(profiles.knows(writer)).isTrue();
  }

  private void save(String token, String key, HandwrittenCharacter character) {
    profiles.with(
        token,
        profile -> profile.save(key, ink(character), Optional.empty(), label(character), false));
  }

  private Snapshot snapshot(String token) {
    return profiles.with(token, Profile::snapshot).orElseThrow();
  }

  private static void awaitStart(CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
