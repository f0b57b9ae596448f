package dev.thaw.cloud.training;

import dev.thaw.model.head.HeadOutcome;
import dev.thaw.protocol.Scope;
import java.util.List;
import java.util.function.Function;

/**
 * A scope's head before it is fitted: its features are drawn, nothing is trained. Immutable.
 *
 * @param lessons what is to be fitted; none if there is too little for a head
 * @param ending judges what the lessons came to, one outcome for each; called once
 */
record PreparedHead(
    Scope scope, List<Lesson> lessons, Function<List<HeadOutcome>, Attempt> ending) {
  PreparedHead {
    lessons = List.copyOf(lessons);
  }

  /** Nothing is to be fitted: {@code attempt} is all that comes of it. */
  static PreparedHead nothing(Scope scope, Attempt attempt) {
    return new PreparedHead(scope, List.of(), outcomes -> attempt);
  }

  List<ScopeLesson> scopeLessons() {
    return lessons.stream().map(lesson -> new ScopeLesson(scope, lesson)).toList();
  }
}
