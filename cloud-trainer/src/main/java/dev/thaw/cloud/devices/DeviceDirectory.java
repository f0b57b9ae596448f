package dev.thaw.cloud.devices;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.cloud.storage.Stored;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All devices that were ever seen, one record per task and device. Durable, though not synced at
 * each report: a loss of power may lose the last seconds. Thread-safe.
 */
public final class DeviceDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceDirectory.class);
  private static final int VERSION = 1;

  private record Id(String task, String device) implements Comparable<Id> {
    @Override
    public int compareTo(Id other) {
      int byTask = task.compareTo(other.task);
      return byTask != 0 ? byTask : device.compareTo(other.device);
    }
  }

  private final CloudDatabase database;
  private final Clock clock;
  private final Map<Id, DeviceRecord> records = new ConcurrentSkipListMap<>();

  private DeviceDirectory(CloudDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The directory in {@code database}. */
  public static DeviceDirectory open(CloudDatabase database, Clock clock) {
    DeviceDirectory directory = new DeviceDirectory(database, clock);
    database.scan(
        Column.DEVICES,
        new byte[0],
        (row, value) -> {
          DeviceRecord record = fromBytes(value);
          directory.records.put(new Id(record.task(), record.deviceId()), record);
          return true;
        });
    return directory;
  }

  /** Takes note of a report, and of the time. */
  public DeviceRecord seen(DeviceReport report) {
    Id id = new Id(report.task(), report.deviceId());
    return java.util.Objects.requireNonNull(
        records.compute(id, (key, known) -> save(merge(report, Optional.ofNullable(known)))));
  }

  /** What is known of the device. */
  public Optional<DeviceRecord> find(String task, String device) {
    return Optional.ofNullable(records.get(new Id(task, device)));
  }

  /** Whether the device was ever seen. */
  public boolean knows(String task, String device) {
    return records.containsKey(new Id(task, device));
  }

  /** Forgets a device until it is seen again; durable on return. */
  public void erase(String task, String device) {
    var unused =
        records.compute(
            new Id(task, device),
            (id, known) -> {
              byte[] key = Key.of(task).text(device).bytes();
              database.changes().delete(Column.DEVICES, key).commit();
              return null;
            });
  }

  /** All records, by task and device. */
  public List<DeviceRecord> all() {
    return List.copyOf(records.values());
  }

  /** The number of records. */
  public int size() {
    return records.size();
  }

  /** The cohort that the device reported last. */
  public Optional<String> cohort(String task, String device) {
    return Optional.ofNullable(records.get(new Id(task, device))).flatMap(DeviceRecord::cohort);
  }

  /** The cohorts that devices of the task belong to. */
  public Set<String> cohorts(String task) {
    return records.values().stream()
        .filter(record -> record.task().equals(task))
        .flatMap(record -> record.cohort().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The cohort's devices. */
  public List<String> members(String task, String cohort) {
    return records.values().stream()
        .filter(record -> record.task().equals(task))
        .filter(record -> record.cohort().filter(cohort::equals).isPresent())
        .map(DeviceRecord::deviceId)
        .toList();
  }

  /** Whether a row of {@link Column#DEVICES} can be read. */
  public static boolean isRow(byte[] key, byte[] value) {
    return Stored.reads(() -> fromBytes(value));
  }

  /** Makes a device a member of that cohort alone, or of none, whatever it reported before. */
  public void cohortIs(String device, Optional<String> cohort) {
    for (Id id : records.keySet()) {
      if (id.device().equals(device)) {
        records.computeIfPresent(id, (key, known) -> save(member(known, cohort)));
      }
    }
  }

  private static DeviceRecord member(DeviceRecord known, Optional<String> cohort) {
    return new DeviceRecord(
        known.deviceId(),
        known.task(),
        cohort,
        known.current(),
        known.firstSeen(),
        known.lastSeen(),
        known.status());
  }

  private DeviceRecord merge(DeviceReport report, Optional<DeviceRecord> known) {
    Instant now = clock.instant();
    return new DeviceRecord(
        report.deviceId(),
        report.task(),
        report.cohort().or(() -> known.flatMap(DeviceRecord::cohort)),
        report.current().or(() -> known.flatMap(DeviceRecord::current)),
        known.map(DeviceRecord::firstSeen).orElse(now),
        now,
        report.status().isEmpty()
            ? known.map(DeviceRecord::status).orElse(Map.of())
            : report.status());
  }

  /** A full disk must not keep a device from its model: the next report is stored instead. */
  private DeviceRecord save(DeviceRecord record) {
    byte[] key = Key.of(record.task()).text(record.deviceId()).bytes();
    try {
      database.changes().put(Column.DEVICES, key, toBytes(record)).commitUnsynced();
    } catch (CloudException e) {
      LOG.warn("device report not stored: {}", e.getMessage());
    }
    return record;
  }

  private static byte[] toBytes(DeviceRecord record) {
    return new RecordWriter(VERSION)
        .text(record.deviceId())
        .text(record.task())
        .optional(record.cohort(), RecordWriter::text)
        .optional(record.current(), RecordWriter::digest)
        .time(record.firstSeen())
        .time(record.lastSeen())
        .figures(record.status())
        .toBytes();
  }

  private static DeviceRecord fromBytes(byte[] stored) {
    RecordReader in = new RecordReader("device", VERSION, stored);
    return new DeviceRecord(
        in.text(),
        in.text(),
        in.optional(RecordReader::text),
        in.optional(RecordReader::digest),
        in.time(),
        in.time(),
        in.figures());
  }
}
