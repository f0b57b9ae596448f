package dev.thaw.protocol.codec;

import com.esotericsoftware.kryo.kryo5.io.Output;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Collects a frame's header, and beside it the payload, which is not copied. Not thread-safe. */
final class HeaderOutput extends Output {
  private final List<ByteBuffer> payload = new ArrayList<>();
  private int payloadBytes;

  HeaderOutput(int reserved) {
    super(256, -1);
    setPosition(reserved);
  }

  void putCount(int count) {
    writeVarInt(count, true);
  }

  void putText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putCount(utf8.length);
    writeBytes(utf8);
  }

  void putOptionalText(Optional<String> text) {
    writeByte(text.isPresent() ? 1 : 0);
    text.ifPresent(this::putText);
  }

  void putDigest(Digest digest) {
    writeBytes(digest.bytes());
  }

  void putOptionalDigest(Optional<Digest> digest) {
    writeByte(digest.isPresent() ? 1 : 0);
    digest.ifPresent(this::putDigest);
  }

  void putSample(SampleId sample) {
    writeBytes(sample.bytes());
  }

  void putTime(Instant time) {
    writeVarLong(time.toEpochMilli(), true);
  }

  /** Figures in the order of their names. */
  void putFigures(Map<String, Double> figures) {
    putCount(figures.size());
    new TreeMap<>(figures)
        .forEach(
            (name, value) -> {
              putText(name);
              writeDouble(value);
            });
  }

  /** Appends {@code data} to the payload as it is, without copying it. */
  void putPayload(ByteBuffer data) {
    payloadBytes = Math.addExact(payloadBytes, data.remaining());
    payload.add(data);
  }

  int payloadBytes() {
    return payloadBytes;
  }

  List<ByteBuffer> payload() {
    return payload;
  }
}
