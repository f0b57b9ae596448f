package dev.thaw.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that travels on {@code /v1/stream}, and in binary bodies of the REST interface. A
 * connection begins with {@link Hello} from the device and {@link Welcome} from the cloud; then
 * {@link FeatureBatch}es go up and {@link BatchAck}s come down, and a {@link Notice} comes whenever
 * the device's current manifest changes.
 */
public sealed interface Message {
  /** The longest text in any message, in characters. */
  int MAX_TEXT = 1_024;

  /** The most features in one batch. */
  int MAX_BATCH = 1_024;

  /** The most samples in one {@link Repair} or {@link Lost}. */
  int MAX_SAMPLES = 2_048;

  /** The most figures in one {@link Hello} or {@link Status}. */
  int MAX_STATUS = 64;

  /**
   * Device to cloud, first: who is here, for which task, and which manifest it runs.
   *
   * @param cohort the cohort the device belongs to, if any
   * @param current the digest of the installed manifest, if any
   * @param status small facts for the operator (cache bytes, hit rate, outbox length, battery), by
   *     name; at most {@value #MAX_STATUS}
   */
  record Hello(
      String deviceId,
      String task,
      Optional<String> cohort,
      Optional<Digest> current,
      Map<String, Double> status)
      implements Message {
    public Hello {
      Names.require("device", deviceId);
      Names.require("task", task);
      cohort.ifPresent(name -> Names.require("cohort", name));
      status = Map.copyOf(status);
      Names.requireFigures("status", MAX_STATUS, status);
    }
  }

  /**
   * Cloud to device, answers {@link Hello}.
   *
   * @param freeze the freeze state to upload for, as in {@link Repair}
   * @param manifest the digest of the manifest the device should run
   * @param window how many batches may be unacknowledged; 0 means wait
   * @param maxFrameBytes the largest frame the cloud takes
   */
  record Welcome(FreezeState freeze, Digest manifest, int window, int maxFrameBytes)
      implements Message {
    public Welcome {
      if (window < 0 || maxFrameBytes <= 0) {
        throw new IllegalArgumentException(
            "not a window and frame limit: " + window + ", " + maxFrameBytes);
      }
    }
  }

  /**
   * Device to cloud: features in outbox order, all of one task, cut and prefix.
   *
   * @param sequence counts the device's batches; echoed in the acknowledgement
   */
  record FeatureBatch(String deviceId, long sequence, List<Feature> features) implements Message {
    public FeatureBatch {
      Names.require("device", deviceId);
      requireSequence(sequence, 0);
      features = List.copyOf(features);
      if (features.isEmpty() || features.size() > MAX_BATCH) {
        throw new IllegalArgumentException(
            "a batch has 1 to 1024 features, not " + features.size());
      }
      Activation first = features.get(0).activation();
      for (Feature feature : features) {
        Activation each = feature.activation();
        if (!each.task().equals(first.task())
            || each.cut() != first.cut()
            || !each.prefix().equals(first.prefix())) {
          throw new IllegalArgumentException("a batch has one task, one cut and one prefix");
        }
      }
    }
  }

  /**
   * Cloud to device: what became of each feature of a batch, in the batch's order. Sent only when
   * everything {@link SampleOutcome#STORED} is durable.
   *
   * @param wanted the freeze state to upload for, as in {@link Repair}: what a {@link
   *     SampleOutcome#STALE} sample must be repaired to
   * @param window how many batches may now be unacknowledged
   */
  record BatchAck(long sequence, List<SampleOutcome> outcomes, FreezeState wanted, int window)
      implements Message {
    public BatchAck {
      requireSequence(sequence, 0);
      outcomes = List.copyOf(outcomes);
      if (outcomes.size() > MAX_BATCH || window < 0) {
        throw new IllegalArgumentException(
            "not an acknowledgement: " + outcomes.size() + " outcomes, window " + window);
      }
    }
  }

  /**
   * Cloud to device: the manifest you should run has changed, pull it when it suits you; or the
   * freeze state to upload for has.
   */
  record Notice(String task, FreezeState freeze, Digest manifest) implements Message {
    public Notice {
      Names.require("task", task);
    }
  }

  /**
   * Cloud to device: of these samples, which it acknowledged earlier, the cloud has nothing that it
   * can use at the wanted freeze point. The device sends them again as activations at that cut, if
   * something it keeps leads there, and answers {@link Lost} for those of which nothing does.
   *
   * @param wanted the freeze state they are wanted for; while a change to a shallower depth waits
   *     for repairs it is the coming one, and the device still runs the present one
   */
  record Repair(String task, FreezeState wanted, List<SampleId> samples) implements Message {
    public Repair {
      Names.require("task", task);
      samples = List.copyOf(samples);
      requireSamples(samples);
    }
  }

  /**
   * Device to cloud: nothing that the device keeps leads to these samples' activations at a cut.
   *
   * @param cut where they were wanted
   * @param prefix the prefix digest they were wanted under
   */
  record Lost(String deviceId, String task, int cut, Digest prefix, List<SampleId> samples)
      implements Message {
    public Lost {
      Names.require("device", deviceId);
      Names.require("task", task);
      if (cut < 0 || cut > Manifest.MAX_LAYERS) {
        throw new IllegalArgumentException("not a cut: " + cut);
      }
      samples = List.copyOf(samples);
      requireSamples(samples);
    }
  }

  /**
   * Device to cloud, after each install and now and then: what it runs and how it is doing.
   *
   * @param status as in {@link Hello}
   */
  record Status(Optional<Digest> current, Map<String, Double> status) implements Message {
    public Status {
      status = Map.copyOf(status);
      Names.requireFigures("status", MAX_STATUS, status);
    }
  }

  /**
   * Either side: something was refused.
   *
   * @param sequence the batch it answers, or -1
   * @param retryAfterMillis when to try again; 0 means at once, -1 never
   */
  record Refused(ErrorCode error, String message, long sequence, long retryAfterMillis)
      implements Message {
    public Refused {
      requireSequence(sequence, -1);
      if (message.length() > MAX_TEXT || retryAfterMillis < -1) {
        throw new IllegalArgumentException(
            "not a refusal: message of "
                + message.length()
                + " characters, retry after "
                + retryAfterMillis);
      }
    }
  }

  private static void requireSamples(List<SampleId> samples) {
    if (samples.isEmpty() || samples.size() > MAX_SAMPLES) {
      throw new IllegalArgumentException("not 1 to 2048 samples: " + samples.size());
    }
  }

  private static void requireSequence(long sequence, long least) {
    if (sequence < least) {
      throw new IllegalArgumentException("not a batch number: " + sequence);
    }
  }
}
