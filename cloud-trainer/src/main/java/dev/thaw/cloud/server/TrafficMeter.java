package dev.thaw.cloud.server;

import dev.thaw.protocol.Message;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what crosses the wire. Thread-safe. */
final class TrafficMeter {
  private final Map<WireKind, LongAdder> messages = adders();
  private final Map<WireKind, LongAdder> bytes = adders();

  void count(WireKind kind, long size) {
    of(messages, kind).increment();
    of(bytes, kind).add(size);
  }

  void countSent(Message message, long size) {
    count(kindOf(message), size);
  }

  long bytes(WireKind kind) {
    return of(bytes, kind).sum();
  }

  long messages(WireKind kind) {
    return of(messages, kind).sum();
  }

  Traffic snapshot() {
    Map<WireKind, Traffic.Count> counts = new EnumMap<>(WireKind.class);
    for (WireKind kind : WireKind.values()) {
      counts.put(kind, new Traffic.Count(messages(kind), bytes(kind)));
    }
    return new Traffic(counts);
  }

  static WireKind kindOf(Message message) {
    if (message instanceof Message.Hello) {
      return WireKind.HELLO;
    }
    if (message instanceof Message.Status) {
      return WireKind.STATUS;
    }
    if (message instanceof Message.FeatureBatch) {
      return WireKind.FEATURES;
    }
    if (message instanceof Message.BatchAck) {
      return WireKind.ACK;
    }
    if (message instanceof Message.Welcome) {
      return WireKind.WELCOME;
    }
    if (message instanceof Message.Repair) {
      return WireKind.REPAIR;
    }
    if (message instanceof Message.Lost) {
      return WireKind.LOST;
    }
    return message instanceof Message.Notice ? WireKind.NOTICE : WireKind.REFUSED;
  }

  private static Map<WireKind, LongAdder> adders() {
    Map<WireKind, LongAdder> adders = new EnumMap<>(WireKind.class);
    for (WireKind kind : WireKind.values()) {
      adders.put(kind, new LongAdder());
    }
    return adders;
  }

  private static LongAdder of(Map<WireKind, LongAdder> adders, WireKind kind) {
    return java.util.Objects.requireNonNull(adders.get(kind));
  }
}
