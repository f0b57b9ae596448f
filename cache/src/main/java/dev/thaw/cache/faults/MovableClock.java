package dev.thaw.cache.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** The system clock, moved by as many seconds as a file says when it is looked at. Thread-safe. */
public final class MovableClock extends Clock {
  /** The system property that names the file. */
  public static final String PROPERTY = "thaw.faults.clock";

  private final Path file;
  private final Clock base;

  private MovableClock(Path file, Clock base) {
    this.file = file;
    this.base = base;
  }

  /** The system clock, in UTC; movable if {@link #PROPERTY} is set. */
  public static Clock systemUTC() {
    String file = System.getProperty(PROPERTY, "");
    return file.isEmpty() ? Clock.systemUTC() : of(Path.of(file));
  }

  /** The system clock as moved by {@code file}; where there is none, it is right. */
  public static Clock of(Path file) {
    return new MovableClock(file, Clock.systemUTC());
  }

  /** Moves all clocks of {@code file} to {@code seconds} from the right time. */
  public static void move(Path file, long seconds) throws IOException {
    Files.writeString(file, Long.toString(seconds));
  }

  @Override
  public Instant instant() {
    return base.instant().plusSeconds(offset());
  }

  @Override
  public ZoneId getZone() {
    return base.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new MovableClock(file, base.withZone(zone));
  }

  /** A file that is just being written counts as none. */
  private long offset() {
    try {
      String text = Files.readString(file).strip();
      return text.matches("-?[0-9]{1,6}") ? Long.parseLong(text) : 0;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the clock's file " + file, e);
    }
  }
}
