package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** How a call of the operator API ended. */
sealed interface Reply {
  /** The server did what was asked. */
  record Answer(JsonNode body) implements Reply {}

  /** The server says no, and why. */
  record Refusal(String code, String message) implements Reply {}

  /** Nothing that speaks this API answers. */
  record Unreachable(String message) implements Reply {}
}
