package dev.thaw.demo.profile;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Every profile of this host. Opens one when it is asked for and closes it when nobody used it for
 * long. Thread-safe; closes what it opened, not the {@link Vertx} it was given.
 */
public final class Profiles implements AutoCloseable {
  private static final long LONGEST_PERIOD_MILLIS = 60_000;
  private static final int LOOKS_PER_IDLE = 4;
  private static final long PATIENCE_SECONDS = 30;

  private final Host host;
  private final ExecutorService events = Executors.newSingleThreadExecutor(named("events"));
  private final ScheduledExecutorService upkeep =
      Executors.newSingleThreadScheduledExecutor(named("upkeep"));
  private final CompletableFuture<GeneralModel> general;
  private final OpenProfiles open;
  private final Future<?> sweep;
  private final SecureRandom random = new SecureRandom();

  private Profiles(ProfileSettings settings, Vertx vertx) {
    this.general = CompletableFuture.supplyAsync(() -> new GeneralModel(settings.base()), upkeep);
    this.host = new Host(settings, vertx, events, general::join);
    this.open = new OpenProfiles(settings, token -> Profile.open(host, token), upkeep);
    long period =
        Math.max(1, Math.min(LONGEST_PERIOD_MILLIS, settings.idle().toMillis() / LOOKS_PER_IDLE));
    this.sweep =
        upkeep.scheduleWithFixedDelay(open::closeSurplus, period, period, TimeUnit.MILLISECONDS);
  }

  /** The profiles in the settings' directory, which is created if need be. */
  public static Profiles open(ProfileSettings settings, Vertx vertx) {
    make(settings.directory());
    EmptyFolders.remove(settings.directory(), settings.clock().instant());
    return new Profiles(settings, vertx);
  }

  /**
   * Makes a profile.
   *
   * @return its token: 43 characters of base64url, 256 random bits, a secret of the browser
   */
  public String create() {
    Token token = Token.random(random);
    make(host.folder(token));
    History.open(host.historyFile(token), host.clock()).close();
    return token.text();
  }

  /** Whether a token is one of this host's. */
  public boolean knows(String token) {
    return find(token).isPresent();
  }

  /**
   * Does {@code work} with the profile, which stays open as long. Blocks to open it.
   *
   * @return empty if no profile has this token
   * @throws ProfileException if the profile cannot be opened
   */
  public <T> Optional<T> with(String token, Function<Profile, T> work) {
    Optional<Lease> lease = lease(token);
    try {
      return lease.map(Lease::profile).map(work);
    } finally {
      lease.ifPresent(Lease::close);
    }
  }

  /**
   * Keeps the profile open until the lease is closed; empty if no profile has this token. Blocks to
   * open it.
   *
   * @throws ProfileException if the profile cannot be opened
   */
  public Optional<Lease> lease(String token) {
    return find(token).map(open::lease);
  }

  /** Holds a profile open. */
  public interface Lease extends AutoCloseable {
    /** The profile, until {@link #close()}. */
    Profile profile();

    @Override
    void close();
  }

  /** Closes all profiles, leased or not. */
  @Override
  public void close() {
    open.closeAll();
    sweep.cancel(false);
    upkeep.shutdown();
    events.shutdown();
    await(upkeep);
    await(events);
    general.thenAccept(GeneralModel::close).exceptionally(neverLoaded -> null).join();
  }

  /** How many are open now. */
  int openCount() {
    return open.count();
  }

  private Optional<Token> find(String token) {
    return Token.parse(token).filter(each -> Files.exists(host.historyFile(each)));
  }

  private static void make(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new ProfileException(
          "The folder %s cannot be made: %s. Check that its parent can be written."
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  private static void await(ExecutorService executor) {
    try {
      executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory named(String role) {
    return task -> {
      Thread thread = new Thread(task, "profiles-" + role);
      thread.setDaemon(true);
      return thread;
    };
  }
}
