/* The map of the network: outlines with a figure each, halls as points. */
import { MapChart, ScatterChart } from "echarts/charts";
import { GeoComponent, VisualMapComponent } from "echarts/components";
import * as echarts from "echarts/core";

echarts.use([MapChart, ScatterChart, GeoComponent, VisualMapComponent]);

const json = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

async function outlines(address) {
  if (echarts.getMap(address)) return;
  const reply = await fetch(address);
  if (!reply.ok) throw new Error(`${address}: ${reply.status}`);
  echarts.registerMap(address, await reply.json());
}

/** What the map of this figure shows; fails where its outlines cannot be had. */
export async function mapOption(figure, t) {
  await outlines(figure.dataset.geo);
  const unit = figure.dataset.unit ?? "";
  const areas = json(figure.dataset.areas) ?? [];
  const points = json(figure.dataset.points) ?? [];
  const known = areas.map((area) => area.value).filter((value) => value !== null && value !== undefined);
  const label = { color: t.ink, fontSize: t.size, textBorderColor: t.sheet, textBorderWidth: 3 };
  const say = ({ name: place, data }) => {
    const node = document.createElement("span");
    const value = data?.figure ?? data?.value;
    node.textContent = `${place}　${value ?? "—"}${value == null ? "" : ` ${unit}`}${data?.note ? `　${data.note}` : ""}`;
    return node.outerHTML;
  };
  return {
    ...t.base,
    tooltip: { ...t.base.tooltip, trigger: "item", formatter: say },
    visualMap: known.length > 1 && {
      type: "continuous", seriesIndex: 0, min: Math.min(...known), max: Math.max(...known), left: 0, bottom: 0,
      itemHeight: 90, itemWidth: 12, text: [`${Math.max(...known)} ${unit}`, `${Math.min(...known)} ${unit}`],
      textStyle: { color: t.ink2, fontSize: t.size }, inRange: { color: t.wash },
    },
    geo: {
      map: figure.dataset.geo, roam: figure.dataset.roam === "true", aspectScale: 0.86, top: 12, bottom: 12, label: { show: true, ...label },
      itemStyle: { areaColor: t.sheet, borderColor: t.edge, borderWidth: 1 },
      emphasis: { label, itemStyle: { areaColor: t.hair } }, select: { disabled: true },
    },
    series: [
      { type: "map", geoIndex: 0, data: areas },
      {
        type: "scatter", coordinateSystem: "geo", symbolSize: points.length > 200 ? 5 : 10,
        itemStyle: { color: t.series[3], borderColor: t.sheet, borderWidth: 1 },
        data: points.map((point) => ({ ...point, figure: point.value, value: [point.lng, point.lat] })),
      },
    ],
  };
}
