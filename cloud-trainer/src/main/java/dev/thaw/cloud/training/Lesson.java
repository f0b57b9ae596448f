package dev.thaw.cloud.training;

import dev.thaw.model.head.Example;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one head is fitted to. Immutable.
 *
 * @param uploads what people said
 * @param general features of the base model's samples, which keep it from forgetting
 * @param held only measured on
 * @param stored the uploads as they are stored, if something may be kept of them for the next head;
 *     otherwise empty
 */
record Lesson(
    List<Example> uploads, List<Example> general, List<Example> held, List<Upload> stored) {
  Lesson {
    uploads = List.copyOf(uploads);
    general = List.copyOf(general);
    held = List.copyOf(held);
    stored = List.copyOf(stored);
  }

  List<Example> all() {
    return Stream.concat(uploads.stream(), general.stream()).toList();
  }
}
