package dev.thaw.bench.evaluate.report;

/** How the page looks. Stateless. */
final class HtmlStyle {
  static final String TEXT =
      """
      :root { color-scheme: light; }
      * { box-sizing: border-box; }
      body { margin: 0 auto; max-width: 74rem; padding: 1rem 1.25rem 4rem; background: #fff;
        color: #1b1b1b; font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
      h1 { font-size: 1.9rem; line-height: 1.2; margin: 1rem 0; }
      h2 { font-size: 1.4rem; line-height: 1.25; margin: 3rem 0 1rem; padding-top: 1rem;
        border-top: 2px solid #d0d0d0; }
      p { max-width: 46rem; }
      a { color: #004f8c; }
      .anchor { color: #8a8a8a; text-decoration: none; font-weight: normal; }
      code { font: 0.92em ui-monospace, Menlo, Consolas, monospace; background: #f2f2f2;
        padding: 0.1em 0.3em; border-radius: 3px; overflow-wrap: anywhere; }
      .warning { border-left: 5px solid #b35900; background: #fff4e5; padding: 0.6rem 0.9rem;
        font-weight: 600; }
      .gaps { color: #8c1c00; overflow-wrap: anywhere; }
      dl { margin: 1rem 0; font-size: 0.92rem; border-top: 1px solid #d8d8d8; }
      dl div { display: grid; grid-template-columns: 8.5rem 1fr; gap: 0.75rem; padding: 0.25rem 0;
        border-bottom: 1px solid #ececec; }
      dt { color: #555; }
      dd { margin: 0; overflow-wrap: anywhere; }
      nav { background: #f6f7f8; padding: 0.6rem 1rem; border-radius: 6px; }
      nav ol { margin: 0; padding-left: 1.5rem; }
      nav li { padding: 0.15rem 0; }
      figure { margin: 1.75rem 0; }
      figcaption { font-weight: 600; margin-bottom: 0.5rem; }
      .scroll { overflow-x: auto; }
      .scroll:focus-visible { outline: 2px solid #004f8c; }
      table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
      th, td { padding: 0.35rem 0.7rem; text-align: left; vertical-align: top;
        border-bottom: 1px solid #e2e2e2; }
      th { background: #f2f4f6; border-bottom: 2px solid #b8bec4; vertical-align: bottom; }
      td { white-space: nowrap; }
      td.long { white-space: normal; min-width: 16rem; }
      .number { text-align: right; }
      tbody tr:nth-child(even) { background: #fafbfb; }
      .estimated th { background: #fbeed8; border-color: #cf9a3c; }
      .estimated tbody tr { background: #fffaf1; font-style: italic; }
      .mark { display: inline-block; background: #fbe0b3; color: #5c3a00; border: 1px solid #cf9a3c;
        border-radius: 4px; padding: 0 0.45rem; font-size: 0.85rem; white-space: nowrap; }
      .plot svg { display: block; width: 100%; min-width: 600px; max-width: 760px; height: auto; }
      .note { color: #555; font-size: 0.9rem; }
      @media (max-width: 500px) {
        body { padding: 0.5rem 0.8rem 3rem; }
        h1 { font-size: 1.5rem; }
        h2 { font-size: 1.2rem; }
        dl div { grid-template-columns: 1fr; gap: 0; }
      }
      @media print {
        body { max-width: none; padding: 0; font-size: 10pt; }
        h2 { break-after: avoid; }
        figure, tr { break-inside: avoid; }
        .scroll { overflow: visible; }
        .plot svg { min-width: 0; max-width: 17cm; }
        .anchor { display: none; }
        td { white-space: normal; }
      }
      """;

  private HtmlStyle() {}
}
