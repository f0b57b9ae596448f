/**
 * The report of an evaluation: {@link dev.thaw.bench.evaluate.report.Section}s of text, tables and
 * plots, written as one HTML page that needs nothing else, and as Markdown with the plots as SVG
 * files beside it.
 */
@NullMarked
package dev.thaw.bench.evaluate.report;

import org.jspecify.annotations.NullMarked;
