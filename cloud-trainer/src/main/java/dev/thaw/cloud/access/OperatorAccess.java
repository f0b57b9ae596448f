package dev.thaw.cloud.access;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Operators, their tokens and the sessions of their browsers. What changes is durable on return.
 * Thread-safe; what changes something blocks on the disk.
 */
public final class OperatorAccess {
  /** How long a browser stays logged in. */
  public static final Duration LOGIN = Duration.ofHours(8);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int MOST = 1_000;

  private final CloudDatabase database;
  private final Clock clock;
  private final Secrets secrets;
  private final Sessions<Operator> logins;
  private final Map<String, Operator> operators = new ConcurrentSkipListMap<>();
  private final List<Runnable> onRemoved = new CopyOnWriteArrayList<>();

  OperatorAccess(CloudDatabase database, Clock clock, Secrets secrets) {
    this.database = database;
    this.clock = clock;
    this.secrets = secrets;
    this.logins = new Sessions<>(clock, LOGIN);
    database.scan(
        Column.OPERATORS,
        new byte[0],
        (row, value) -> {
          Operator operator = Operator.fromBytes(value);
          operators.put(operator.name(), operator);
          return true;
        });
  }

  /**
   * A new operator with a token.
   *
   * @throws CloudException {@code CONFLICT} if there is one of that name, or too many
   */
  public Issued<Operator> add(String name, Role role) {
    return add(name, role, token -> {});
  }

  /** As {@link #add(String, Role)}; {@code keeper} has the token before it is valid. */
  synchronized Issued<Operator> add(String name, Role role, Consumer<String> keeper) {
    if (operators.containsKey(requireName(name))) {
      throw new CloudException(
          ErrorCode.CONFLICT, "there is an operator " + name + "; rotate gives a new token");
    }
    if (operators.size() >= MOST) {
      throw new CloudException(ErrorCode.CONFLICT, "there are " + MOST + " operators already");
    }
    return issue(name, role, clock.instant(), keeper);
  }

  /**
   * A new token instead of the present one, which ends at once, as do its logins.
   *
   * @throws CloudException {@code NOT_FOUND}
   */
  public synchronized Issued<Operator> rotate(String name) {
    Operator known = require(name);
    Issued<Operator> issued = issue(name, known.role(), known.addedAt(), token -> {});
    ended(name);
    return issued;
  }

  /**
   * Takes an operator's access away.
   *
   * @throws CloudException {@code NOT_FOUND}; {@code CONFLICT} for the last admin
   */
  public synchronized void remove(String name) {
    Operator known = require(name);
    boolean lastAdmin =
        known.role() == Role.ADMIN
            && operators.values().stream().filter(o -> o.role() == Role.ADMIN).count() == 1;
    if (lastAdmin) {
      throw new CloudException(
          ErrorCode.CONFLICT, name + " is the last admin; add another one first");
    }
    database.changes().delete(Column.OPERATORS, Key.of(name).bytes()).commit();
    operators.remove(name);
    ended(name);
  }

  /** All of them, by name. */
  public List<Operator> all() {
    return List.copyOf(operators.values());
  }

  /** The operator of that name. */
  public Optional<Operator> find(String name) {
    return Optional.ofNullable(operators.get(name));
  }

  /** Whose token it is. */
  public Optional<Operator> of(String token) {
    Digest digest = Secrets.digest(token);
    return operators.values().stream().filter(o -> o.token().equals(digest)).findFirst();
  }

  /**
   * Opens a browser's session.
   *
   * @return its secret
   * @throws CloudException {@code UNAUTHENTICATED}
   */
  public Issued<Operator> logIn(String token) {
    Operator operator =
        of(token)
            .orElseThrow(
                () -> new CloudException(ErrorCode.UNAUTHENTICATED, "this token is not valid"));
    String secret = secrets.make("login");
    logins.add(operator.name(), Secrets.digest(secret), operator);
    return new Issued<>(secret, operator);
  }

  /** Whose browser's session it is, unless it is over. */
  public Optional<Operator> loggedIn(String secret) {
    return logins
        .find(Secrets.digest(secret))
        .filter(operator -> operator.equals(operators.get(operator.name())));
  }

  /** Ends a browser's session. */
  public void logOut(String secret) {
    logins.remove(Secrets.digest(secret));
  }

  /** Has {@code listener} run when an operator's token ended; it must not block. */
  public void onRemoved(Runnable listener) {
    onRemoved.add(listener);
  }

  private Issued<Operator> issue(String name, Role role, Instant addedAt, Consumer<String> keeper) {
    String token = secrets.make("operator");
    keeper.accept(token);
    Operator operator = new Operator(name, role, Secrets.digest(token), addedAt, clock.instant());
    save(operator);
    return new Issued<>(token, operator);
  }

  private void save(Operator operator) {
    byte[] key = Key.of(operator.name()).bytes();
    database.changes().put(Column.OPERATORS, key, operator.toBytes()).commit();
    operators.put(operator.name(), operator);
  }

  private void ended(String name) {
    logins.removeAll(name);
    onRemoved.forEach(Runnable::run);
  }

  private Operator require(String name) {
    return find(name)
        .orElseThrow(
            () -> new CloudException(ErrorCode.NOT_FOUND, "there is no operator \"" + name + '"'));
  }

  private static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "not a name: \"" + name + "\" (1 to 64 of A-Z a-z 0-9 . _ -)");
    }
    return name;
  }
}
