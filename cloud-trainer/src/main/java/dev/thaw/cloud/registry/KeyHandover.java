package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.codec.Handover;
import dev.thaw.protocol.codec.ProtocolException;
import java.time.Instant;

/**
 * One change of the signing key, as it is stored. Immutable.
 *
 * @param number counts up from 1
 * @param from fingerprint of the key before
 * @param to fingerprint of the key after
 * @param handover what devices are shown
 */
public record KeyHandover(long number, Instant at, Digest from, Digest to, Handover handover) {
  private static final int VERSION = 1;

  byte[] toBytes() {
    return new RecordWriter(VERSION)
        .number(number)
        .time(at)
        .digest(from)
        .digest(to)
        .bytes(handover.toBytes())
        .toBytes();
  }

  static KeyHandover fromBytes(byte[] stored) {
    RecordReader in = new RecordReader("handover", VERSION, stored);
    return new KeyHandover(in.number(), in.time(), in.digest(), in.digest(), handover(in.bytes()));
  }

  private static Handover handover(byte[] frame) {
    try {
      return Handover.fromBytes(frame);
    } catch (ProtocolException e) {
      throw new CloudException(
          ErrorCode.STORAGE, "stored handover is damaged: " + e.getMessage(), e);
    }
  }
}
