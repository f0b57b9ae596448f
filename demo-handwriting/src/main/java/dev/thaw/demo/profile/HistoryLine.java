package dev.thaw.demo.profile;

import java.time.Instant;

/** One line of a {@link History}'s file: something that happened. Immutable. */
sealed interface HistoryLine {
  /** The profile was made. */
  record Begun(Instant at) implements HistoryLine {}

  /** A character was saved. */
  record Saved(Entry entry) implements HistoryLine {}

  /** A saved character is something else. */
  record Relabelled(String key, String label) implements HistoryLine {}

  /** The cloud has a saved character, with its present label. */
  record Left(String key, Instant at) implements HistoryLine {}

  /** Another model answers. */
  record Answering(RunningModel model) implements HistoryLine {}
}
