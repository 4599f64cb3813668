/* Charts and the map, drawn as SVG in the page's own colours. Loaded only where a page has one. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const drawn = new Map();

function tokens() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: token("ink"), ink2: token("ink-2"), hair: token("hair"), sheet: token("sheet"), edge: token("edge"),
    series: [token("water"), token("amber-fill"), token("reed-fill"), token("seal-fill")],
    wash: [token("water-wash"), token("water")],
    sans: token("sans"),
    size: Math.max(12, parseFloat(getComputedStyle(document.body).fontSize) * 0.8125),
    still: matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
}

const json = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

function common(t) {
  return {
    animation: !t.still,
    animationDuration: 150,
    color: t.series,
    textStyle: { fontFamily: t.sans, fontSize: t.size, color: t.ink },
    tooltip: {
      backgroundColor: t.sheet, borderColor: t.edge, borderWidth: 1, textStyle: { color: t.ink, fontSize: t.size },
      extraCssText: "box-shadow:none;border-radius:6px", confine: true,
    },
  };
}

function axes(figure, t) {
  const data = json(figure.dataset.source);
  const kind = figure.dataset.chart;
  const label = { color: t.ink2, fontSize: t.size };
  const dashes = ["solid", "dashed", "dotted"];
  return {
    ...common(t),
    tooltip: { ...common(t).tooltip, trigger: "axis" },
    legend: { show: data.series.length > 1, top: 0, right: 0, textStyle: label, itemWidth: 18, itemHeight: 10 },
    grid: { left: 4, right: 8, top: data.series.length > 1 ? 44 : 28, bottom: 4, containLabel: true },
    xAxis: {
      type: "category", data: data.categories, axisTick: { show: false }, axisLabel: { ...label, hideOverlap: true },
      axisLine: { lineStyle: { color: t.edge } },
    },
    yAxis: {
      type: "value", name: data.unit ?? "", nameTextStyle: { ...label, align: "left" }, axisLabel: label,
      splitLine: { lineStyle: { color: t.hair } },
    },
    series: data.series.map((series, n) => ({
      type: kind, name: series.name, data: series.data, barMaxWidth: 22, barGap: "12%", symbolSize: 6,
      itemStyle: kind === "bar" ? { borderRadius: [3, 3, 0, 0] } : {}, lineStyle: { width: 2, type: dashes[n % 3] },
      connectNulls: false, // missing is not zero
    })),
  };
}

async function draw(figure) {
  const canvas = figure.querySelector(".canvas");
  const t = tokens();
  // The map's parts weigh as much again: only a page with a map fetches them.
  const option =
    figure.dataset.chart === "map"
      ? await (await import("./map.js")).mapOption(figure, { ...t, base: common(t) })
      : axes(figure, t);
  drawn.get(figure)?.dispose();
  const chart = echarts.init(canvas, null, { renderer: "svg" });
  chart.setOption(option);
  chart.on("click", ({ data }) => data?.href && location.assign(data.href));
  drawn.set(figure, chart);
}

/** Draw every chart of `root`; where that fails the table behind it opens instead. */
export function mount(root) {
  for (const figure of root.querySelectorAll("[data-chart]")) {
    if (drawn.has(figure)) continue;
    drawn.set(figure, null);
    draw(figure).catch(() => {
      figure.querySelector(".canvas").hidden = true;
      figure.querySelector("details").open = true;
    });
  }
}

const redraw = () => {
  for (const figure of drawn.keys()) {
    if (figure.isConnected) draw(figure).catch(() => {});
    else {
      drawn.get(figure)?.dispose();
      drawn.delete(figure);
    }
  }
};
let pending;
addEventListener("resize", () => {
  clearTimeout(pending);
  pending = setTimeout(() => drawn.forEach((chart, figure) => figure.isConnected && chart?.resize()), 120);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
