package dev.thaw.cloud.training;

import dev.thaw.protocol.Scope;

/** A lesson, and whose head is to be fitted to it. Immutable. */
record ScopeLesson(Scope scope, Lesson lesson) {}
