// Line charts in the page's own colours, over Chart.js, which a classic script tag has loaded:
//   <script src="/webjars/chart.js/4.5.1/dist/chart.umd.min.js" defer></script>
//   <div class="chart"><canvas id="curve"></canvas></div>
// The surrounding .chart gives the size; it should hold nothing but the canvas.

import { timeLabel, timeTicks } from "./timeaxis.js";

const DARK = matchMedia("(prefers-color-scheme: dark)");

/**
 * @typedef {Object} Series
 * @property {string} label how legend and tooltip call it
 * @property {string} color a CSS variable of base.css, such as "--mine"
 * @property {{x: number, y: number | null}[]} points by rising x; a y of null or NaN is a gap
 * @property {boolean} [stepped] holds each value until the next point
 * @property {boolean} [dashed] tells it apart without colour
 *
 * @typedef {Object} ChartData
 * @property {Series[]} series
 * @property {{x: number, label: string}[]} [marks] vertical lines, by rising x
 * @property {number} [yMin] where the y axis begins; what the points need if left out
 * @property {number} [yMax]
 * @property {string} [xLabel]
 * @property {string} [yLabel]
 * @property {boolean} [xTime] x is milliseconds since 1970, shown as local time
 * @property {(value: number) => string} [yFormat]
 * @property {string} [summary] what the chart says, for those who do not see it; made up from first
 *     and last values if left out
 */

/**
 * Draws a line chart. Colours follow the light and dark scheme while it is shown.
 *
 * @param {HTMLCanvasElement} canvas inside a .chart
 * @param {ChartData} options
 * @returns {{update: (data: Partial<ChartData>) => void, destroy: () => void}} update replaces what
 *     it is given and keeps the rest
 */
export function lineChart(canvas, options) {
  let shown = { marks: [], ...options };
  const chart = new window.Chart(canvas, {
    type: "line",
    data: { datasets: [] },
    options: {},
    plugins: [marksPlugin(() => shown)],
  });
  const draw = () => {
    chart.data.datasets = datasets(shown.series);
    chart.options = chartOptions(shown);
    describe(canvas, shown);
    chart.update();
  };
  draw();
  DARK.addEventListener("change", draw);
  return {
    update(data) {
      shown = { ...shown, ...data };
      draw();
    },
    destroy() {
      DARK.removeEventListener("change", draw);
      chart.destroy();
    },
  };
}

function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function datasets(series) {
  return series.map(({ label, color, points, stepped, dashed }) => ({
    label,
    data: points.map(({ x, y }) => ({ x, y: Number.isFinite(y) ? y : null })),
    parsing: false,
    stepped: stepped ?? false,
    borderColor: css(color),
    backgroundColor: css(color),
    borderWidth: 2,
    borderDash: dashed ? [6, 4] : [],
    pointRadius: points.length > 60 ? 0 : 2,
    pointHitRadius: 8,
    clip: 4, // a point at the very top is drawn whole
  }));
}

function chartOptions(shown) {
  const { yMin, yMax, yFormat = String } = shown;
  const [min, max] = xRange(shown);
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false, // figures that come in live would never stand still
    interaction: { mode: "nearest", axis: "x", intersect: false },
    scales: {
      x: { type: "linear", min, max, ...axis(shown.xLabel), ...xTicks(shown) },
      y: { min: yMin, max: yMax, grace: yMax === undefined ? "5%" : 0, ...axis(shown.yLabel), ...yTicks(yFormat) },
    },
    plugins: {
      legend: {
        display: shown.series.length > 1,
        align: "start",
        labels: { color: css("--ink"), font: font(), usePointStyle: true, pointStyle: "line" },
      },
      tooltip: tooltip(shown, yFormat),
    },
  };
}

function axis(label) {
  return {
    title: { display: Boolean(label), text: label ?? "", color: css("--quiet"), font: font() },
    grid: { color: css("--line"), lineWidth: 0.5 },
    border: { color: css("--line") },
  };
}

function font() {
  return { family: getComputedStyle(document.body).fontFamily, size: 13 };
}

function ticks(extra) {
  return { color: css("--quiet"), font: font(), maxRotation: 0, ...extra };
}

function yTicks(format) {
  return { ticks: ticks({ maxTicksLimit: 6, callback: (value) => format(value) }) };
}

function xTicks({ xTime }) {
  if (!xTime) {
    return { ticks: ticks({ maxTicksLimit: 8, precision: 0 }) };
  }
  return {
    afterBuildTicks: (scale) => {
      const most = Math.max(2, Math.floor(scale.width / 90));
      scale.ticks = timeTicks(scale.min, scale.max, most).map((value) => ({ value }));
    },
    ticks: ticks({
      autoSkip: false,
      callback: (value, index, all) => timeLabel(value, all.length > 1 ? all[1].value - all[0].value : 0),
    }),
  };
}

function tooltip({ xTime, xLabel }, format) {
  const title = (x) => (xTime ? new Date(x).toLocaleString() : `${xLabel ?? ""} ${x}`.trim());
  return {
    callbacks: {
      title: (items) => (items.length > 0 ? title(items[0].parsed.x) : ""),
      label: (item) => `${item.dataset.label}: ${format(item.parsed.y)}`,
    },
  };
}

function xRange({ series, marks, xTime }) {
  const all = [...series.flatMap(({ points }) => points), ...marks].map(({ x }) => x);
  if (all.length === 0) {
    return [undefined, undefined];
  }
  const min = all.reduce((a, b) => Math.min(a, b));
  const max = all.reduce((a, b) => Math.max(a, b));
  return min < max ? [min, max] : [min, min + (xTime ? 60_000 : 1)];
}

function describe(canvas, shown) {
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", shown.summary ?? madeUpSummary(shown));
}

function madeUpSummary({ series, marks, yLabel, yFormat = String }) {
  const lines = series.map(({ label, points }) => {
    const values = points.map(({ y }) => y).filter(Number.isFinite);
    return values.length === 0
      ? `${label}: nothing yet`
      : `${label}: from ${yFormat(values[0])} to ${yFormat(values.at(-1))} over ${values.length} points`;
  });
  const marked = marks.length > 0 ? ` Marked: ${marks.map(({ label }) => label).join(", ")}.` : "";
  return `Chart${yLabel ? ` of ${yLabel}` : ""}. ${lines.join(". ")}.${marked}`;
}

/** Draws the marks; a label that would run into the one before it is left out, its line is not. */
function marksPlugin(shown) {
  return {
    id: "marks",
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      if (!scales.x) {
        return; // drawn once while it is made, before it has axes
      }
      ctx.save();
      ctx.strokeStyle = css("--quiet");
      ctx.fillStyle = css("--ink");
      ctx.setLineDash([2, 3]);
      ctx.font = `12px ${font().family}`;
      ctx.textBaseline = "top";
      let free = chartArea.left;
      for (const { x, label } of shown().marks) {
        const at = Math.round(scales.x.getPixelForValue(x)) + 0.5;
        line(ctx, at, chartArea);
        const left = Math.min(at + 4, chartArea.right - ctx.measureText(label).width);
        if (left >= free) {
          ctx.fillText(label, left, chartArea.top + 2);
          free = left + ctx.measureText(label).width + 6;
        }
      }
      ctx.restore();
    },
  };
}

function line(ctx, at, { top, bottom }) {
  ctx.beginPath();
  ctx.moveTo(at, top);
  ctx.lineTo(at, bottom);
  ctx.stroke();
}
