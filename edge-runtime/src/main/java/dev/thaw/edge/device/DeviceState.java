package dev.thaw.edge.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thaw.cache.StateStore;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The identity of one device. The id is made when its directory is first opened and never changes;
 * openings are counted, so that batch sequences never repeat. Immutable.
 *
 * @param deviceId 1 to 64 of {@code A-Z a-z 0-9 . _ -}
 * @param openings how often the directory was opened, this time included
 */
public record DeviceState(String deviceId, long openings) {
  private static final String ID = "device-id";
  private static final String OPENINGS = "openings";
  private static final int ID_BYTES = 12;

  /**
   * Reads the identity, making it at the first time, and counts the opening.
   *
   * @param wanted the id to have; a random one if empty
   * @throws IllegalArgumentException if the store belongs to another id than {@code wanted}
   */
  public static DeviceState open(
      StateStore store, Optional<String> wanted, RandomGenerator random) {
    Optional<String> kept = store.get(ID).map(bytes -> new String(bytes, UTF_8));
    String id = kept.or(() -> wanted).orElseGet(() -> randomId(random));
    wanted.ifPresent(each -> requireSame(id, each));
    if (kept.isEmpty()) {
      store.put(ID, id.getBytes(UTF_8));
    }
    return new DeviceState(id, countOpening(store));
  }

  /** The first batch sequence of this opening; 2^32 of them follow before the next opening's. */
  public long firstSequence() {
    return openings << 32;
  }

  private static long countOpening(StateStore store) {
    long openings = 1 + store.get(OPENINGS).map(DeviceState::number).orElse(0L);
    store.put(OPENINGS, Long.toString(openings).getBytes(UTF_8));
    return openings;
  }

  private static long number(byte[] stored) {
    String text = new String(stored, UTF_8);
    if (!text.matches("\\d{1,9}")) {
      throw new EdgeException("damaged count of openings: \"" + text + '"');
    }
    return Long.parseLong(text);
  }

  private static String randomId(RandomGenerator random) {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return "d" + HexFormat.of().formatHex(bytes);
  }

  private static void requireSame(String kept, String wanted) {
    if (!kept.equals(wanted)) {
      throw new IllegalArgumentException(
          "the directory belongs to device \"" + kept + "\", not \"" + wanted + '"');
    }
  }
}
