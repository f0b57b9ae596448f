package dev.thaw.cache.faults;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The point that {@code -Dthaw.crash} names, if it names one. Thread-safe. */
final class ArmedCrash {
  private static final String PROPERTY = "thaw.crash";

  /** Long enough for other threads to send what they would send too early. */
  private static final long LAST_MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final @Nullable ArmedCrash CRASH = parse(System.getProperty(PROPERTY, ""));

  static final boolean ARMED = CRASH != null;

  private final String point;
  private final AtomicInteger left;

  private ArmedCrash(String point, int count) {
    this.point = point;
    this.left = new AtomicInteger(count);
  }

  static boolean is(CrashPoint point) {
    return CRASH != null && CRASH.point.equals(point.id());
  }

  static void reached(CrashPoint point, boolean stays) {
    ArmedCrash crash = CRASH;
    if (crash != null && crash.point.equals(point.id()) && crash.left.decrementAndGet() == 0) {
      System.err.println("crash point " + crash.point + " reached: the process ends here");
      Thread end = new Thread(ArmedCrash::halt, "thaw-crash");
      end.start();
      while (stays) {
        LockSupport.park();
      }
    }
  }

  /** SIGKILL, since halting still lets native libraries finish; that only where there is none. */
  private static void halt() {
    LockSupport.parkNanos(LAST_MOMENT_NANOS);
    String self = Long.toString(ProcessHandle.current().pid());
    try {
      new ProcessBuilder("kill", "-9", self).start().waitFor();
    } catch (IOException | InterruptedException e) {
      Runtime.getRuntime().halt(CrashPoint.EXIT_STATUS);
    }
  }

  /** A property that says something else must not pass for a test that ran. */
  private static @Nullable ArmedCrash parse(String text) {
    if (text.isEmpty()) {
      return null;
    }
    String ids = Arrays.stream(CrashPoint.values()).map(CrashPoint::id).collect(joining("|"));
    if (!text.matches("(" + ids + "):[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + " must be POINT:N with one of " + ids + ", not " + text);
    }
    int colon = text.indexOf(':');
    return new ArmedCrash(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }
}
