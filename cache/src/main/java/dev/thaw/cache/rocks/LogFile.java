package dev.thaw.cache.rocks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The records of one of RocksDB's logs, looked at without RocksDB: of a damaged log of rows it
 * keeps what comes before the damage and says nothing of what comes after, and some damage makes it
 * search for ever. Not thread-safe.
 *
 * <p>A log is blocks of 32 KiB. Records do not cross blocks and begin with {@code masked crc32c u32
 * | length u16 | type u8}, little-endian; the checksum covers type and content. Fewer than 7 bytes
 * at the end of a block are padding.
 *
 * <p>What a process that was killed left unfinished is no damage: nobody was told that it is
 * stored. It ends with the file, or is followed by nothing but zeros.
 */
final class LogFile {
  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;
  private static final int TYPE_AT = 6;
  private static final int MASK = 0xa282ead8;
  private static final int UNSIGNED_SHORT = 0xFFFF;
  private static final byte ALONE = 1;
  private static final byte FIRST_OF_MANY = 2;

  private final byte[] bytes;
  private final ByteBuffer view;

  LogFile(byte[] bytes) {
    this.bytes = bytes;
    this.view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where the first damaged record begins; empty if all is well up to an unfinished end. */
  Optional<Long> damagedAt() {
    int at = skipPadding(0);
    while (at < bytes.length && isWhole(at)) {
      at = next(at);
    }
    return at >= bytes.length || isUnfinished(at) ? Optional.empty() : Optional.of((long) at);
  }

  /**
   * Where the first batch begins, in a log of rows that is not damaged, whose sequence number is
   * greater than {@code last}. A batch's number is the first eight bytes of its first record.
   */
  Optional<Long> beginsAfter(long last) {
    for (int at = skipPadding(0); at < bytes.length && isWhole(at); at = next(at)) {
      byte type = bytes[at + TYPE_AT];
      if ((type == ALONE || type == FIRST_OF_MANY) && sequence(at) > last) {
        return Optional.of((long) at);
      }
    }
    return Optional.empty();
  }

  private int next(int at) {
    return skipPadding(at + HEADER + length(at));
  }

  private static int skipPadding(int at) {
    int room = BLOCK - at % BLOCK;
    return room < HEADER ? at + room : at;
  }

  /** Its bytes may go on in the next record, which begins a block. */
  private long sequence(int at) {
    int here = Math.min(Long.BYTES, length(at));
    int rest = next(at) + HEADER;
    long sequence = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      int from = i < here ? at + HEADER + i : rest + i - here;
      sequence = sequence << Byte.SIZE | (from < bytes.length ? bytes[from] & 0xFF : 0);
    }
    return sequence;
  }

  private boolean isWhole(int at) {
    return fits(at, length(at)) && crc(at, length(at)) == stored(at);
  }

  private boolean fits(int at, int length) {
    return at + HEADER <= bytes.length && at % BLOCK + HEADER + length <= BLOCK && end(at, length);
  }

  private boolean end(int at, int length) {
    return at + HEADER + length <= bytes.length;
  }

  private int length(int at) {
    return at + HEADER <= bytes.length ? view.getShort(at + Integer.BYTES) & UNSIGNED_SHORT : 0;
  }

  /** A length that was changed makes a whole last record look cut off. */
  private boolean isUnfinished(int at) {
    int rest = bytes.length - at - HEADER;
    if (rest < 0 || isZeroFrom(at)) {
      return true;
    }
    boolean isCutOff = !end(at, length(at)) && at % BLOCK + HEADER + length(at) <= BLOCK;
    return isCutOff && crc(at, rest) != stored(at);
  }

  private boolean isZeroFrom(int at) {
    for (int i = at; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private int stored(int at) {
    return view.getInt(at);
  }

  private int crc(int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at + TYPE_AT, 1 + length);
    int value = (int) crc.getValue();
    return Integer.rotateRight(value, 15) + MASK;
  }
}
