package dev.thaw.bench.evaluate.report;

/**
 * Paragraphs, divided by empty lines. Immutable.
 *
 * @param paragraphs plain text; {@code `code`} and {@code **strong**} mean what they mean in
 *     Markdown
 */
public record Text(String paragraphs) implements Block {}
