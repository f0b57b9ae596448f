package dev.thaw.cloud.statistics;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.model.ModelException;
import dev.thaw.model.closedform.Contribution;
import dev.thaw.model.closedform.Contributions;
import dev.thaw.model.closedform.Statistics;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * A scope's sums, and which samples are in them. What is to be taken away is first made again, and
 * only if it is what was added is it taken away: then the sums are what they would be without it.
 * Not thread-safe.
 */
final class ScopeStatistics {
  private static final int VERSION = 1;

  /** Whose sample. */
  private record Member(String device, SampleId id) implements Comparable<Member> {
    static Member of(Counted sample) {
      return new Member(sample.device(), sample.id());
    }

    @Override
    public int compareTo(Member other) {
      int byDevice = device.compareTo(other.device);
      return byDevice != 0 ? byDevice : id.compareTo(other.id);
    }
  }

  /** As what it is in: the place and label that it had, and what it added. */
  private record Entry(long sequence, int label, long mark) {}

  private final Digest identity;
  private final Statistics sums;
  private final Map<Member, Entry> members = new TreeMap<>();

  private ScopeStatistics(Digest identity, Statistics sums) {
    this.identity = identity;
    this.sums = sums;
  }

  /** Statistics of nothing. */
  static ScopeStatistics empty(Contributions made) {
    return new ScopeStatistics(made.identity(), made.empty());
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws CloudException if they end early or have another version
   * @throws ModelException if the sums are damaged
   * @throws IllegalArgumentException if the checksum or the samples do not fit
   */
  static ScopeStatistics fromBytes(byte[] bytes) {
    RecordReader whole = new RecordReader("statistics", VERSION, bytes);
    int checksum = whole.integer();
    byte[] body = whole.bytes();
    if (checksum != checksum(body)) {
      throw new IllegalArgumentException("stored statistics are damaged: checksum");
    }
    return read(new RecordReader("statistics", VERSION, body));
  }

  private static ScopeStatistics read(RecordReader in) {
    Digest identity = in.digest();
    ScopeStatistics read = new ScopeStatistics(identity, Statistics.fromBytes(in.bytes()));
    int count = in.integer();
    for (int i = 0; i < count; i++) {
      Member member = new Member(in.text(), SampleId.fromBytes(in.bytes()));
      read.members.put(member, new Entry(in.number(), in.integer(), in.number()));
    }
    if (read.members.size() != read.sums.samples()) {
      throw new IllegalArgumentException(
          read.members.size() + " samples are listed, " + read.sums.samples() + " are in the sums");
    }
    return read;
  }

  byte[] toBytes() {
    RecordWriter out = new RecordWriter(VERSION).digest(identity).bytes(sums.toBytes());
    byte[] body = out.all(members.entrySet(), ScopeStatistics::write).toBytes();
    return new RecordWriter(VERSION).number(checksum(body)).bytes(body).toBytes();
  }

  Statistics sums() {
    return sums;
  }

  /** Whether they were made as {@code made} makes them: from the same start, in the same way. */
  boolean suit(Contributions made) {
    return identity.equals(made.identity());
  }

  /**
   * Makes them those of exactly these samples: adds what is new, and replaces what has another
   * label now.
   *
   * @return false if something is in that cannot be taken away; they are then of no more use
   */
  boolean bring(List<Counted> samples, Contributions made) {
    Set<Member> wanted = samples.stream().map(Member::of).collect(Collectors.toSet());
    return wanted.containsAll(members.keySet())
        && samples.stream().allMatch(sample -> put(sample, made));
  }

  /** Whether a sample is in. */
  boolean has(String device, SampleId id) {
    return members.containsKey(new Member(device, id));
  }

  /** Whether any sample of the device is in. */
  boolean hasAny(String device) {
    return members.keySet().stream().anyMatch(member -> member.device().equals(device));
  }

  /**
   * Takes a sample away that is in.
   *
   * @param sample with its activation; with which label it is in does not matter
   * @return false if it is not what was added; nothing has changed then
   */
  boolean remove(Counted sample, Contributions made) {
    Entry entry = members.get(Member.of(sample));
    if (entry == null) {
      return false;
    }
    Optional<Contribution> before =
        contribution(sample.labelled(entry.label()), made)
            .filter(again -> again.mark() == entry.mark());
    before.ifPresent(sums::remove);
    return before.isPresent() && members.remove(Member.of(sample), entry);
  }

  /** Empty if nothing can be made of the sample as it is now. */
  private static Optional<Contribution> contribution(Counted sample, Contributions made) {
    try {
      return Optional.of(made.of(sample.example()));
    } catch (ModelException e) {
      return Optional.empty();
    }
  }

  private boolean put(Counted sample, Contributions made) {
    Entry entry = members.get(Member.of(sample));
    if (entry != null && entry.sequence() == sample.sequence()) {
      return true;
    }
    if (entry != null && !remove(sample, made)) {
      return false;
    }
    Contribution added = made.of(sample.example());
    sums.add(added);
    int label = sample.example().label();
    members.put(Member.of(sample), new Entry(sample.sequence(), label, added.mark()));
    return true;
  }

  private static void write(RecordWriter out, Map.Entry<Member, Entry> row) {
    Entry entry = row.getValue();
    out.text(row.getKey().device()).bytes(row.getKey().id().bytes());
    out.number(entry.sequence()).number(entry.label()).number(entry.mark());
  }

  private static int checksum(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body);
    return (int) crc.getValue();
  }
}
