package dev.thaw.cloud.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.SettableClock;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorAccessTest {
  @TempDir Path dir;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-31T12:00:00Z"));
  private CloudDatabase database;
  private Access access;
  private OperatorAccess operators;

  @BeforeEach
  void open() {
    database = CloudDatabase.open(dir.resolve("db"));
    access = Access.open(database, clock, new SecureRandom(), dir.resolve("admin.token"));
    operators = access.operators();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void tokensOutliveARestartAndLoginsDoNot() {
    String token = operators.add("ida", Role.OPERATOR).secret();
    String login = operators.logIn(token).secret();
    assertThat(operators.loggedIn(login)).isPresent();
    database.close();
    open();

    assertThat(operators.of(token)).get().matches(o -> o.role() == Role.OPERATOR);
    assertThat(operators.loggedIn(login)).isEmpty();
  }

  @Test
  void loginEndsAfterEightHours() {
    String login = operators.logIn(operators.add("ida", Role.VIEWER).secret()).secret();
    clock.advance(OperatorAccess.LOGIN.minusSeconds(1));
    assertThat(operators.loggedIn(login)).isPresent();
    clock.advance(Duration.ofSeconds(1));
    assertThat(operators.loggedIn(login)).isEmpty();
  }

  @Test
  void loginIsNoTokenAndATokenNoLogin() {
    String token = operators.add("ida", Role.VIEWER).secret();
    String login = operators.logIn(token).secret();

    assertThat(operators.of(login)).isEmpty();
    assertThat(operators.loggedIn(token)).isEmpty();
  }

  @Test
  void rotationEndsTheOldToken() {
    String old = operators.add("ida", Role.VIEWER).secret();
    String fresh = operators.rotate("ida").secret();

    assertThat(operators.of(old)).isEmpty();
    assertThat(operators.of(fresh)).get().matches(o -> o.name().equals("ida"));
  }

  @Test
  void lastAdminCannotBeRemoved() {
    operators.add("root", Role.ADMIN);
    operators.add("ida", Role.OPERATOR);

    assertThatThrownBy(() -> operators.remove("root"))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("last admin");
    operators.add("second", Role.ADMIN);
    operators.remove("root");
    assertThat(operators.find("root")).isEmpty();
  }

  @Test
  void namesAreTakenOnceAndPlain() {
    operators.add("ida", Role.VIEWER);
    assertThatThrownBy(() -> operators.add("ida", Role.ADMIN)).hasMessageContaining("ida");
    assertThatThrownBy(() -> operators.add("i d a", Role.ADMIN)).hasMessageContaining("i d a");
    assertThatThrownBy(() -> operators.rotate("nobody")).hasMessageContaining("nobody");
  }

  @Test
  void firstAdminIsMadeOnceAndAgainIfTheProcessDiedBeforeItWasKept() throws Exception {
    Path file = access.firstToken();
    Files.writeString(file, "operator-left-by-a-start-that-died\n");

    assertThat(access.ensureAdmin()).isPresent();
    assertThat(access.ensureAdmin()).isEmpty();

    assertThat(operators.of(Files.readString(file).strip()))
        .get()
        .matches(o -> o.role() == Role.ADMIN);
  }

  @Test
  void rolesIncludeTheOnesBeforeThem() {
    assertThat(Role.ADMIN.includes(Role.OPERATOR)).isTrue();
    assertThat(Role.VIEWER.includes(Role.OPERATOR)).isFalse();
    assertThat(Role.parse("operator")).isEqualTo(Role.OPERATOR);
    assertThatThrownBy(() -> Role.parse("king")).hasMessageContaining("king");
  }
}
