import { Stack } from "@mantine/core";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Chart } from "../ui/chart/chart.tsx";
import { Legend } from "../ui/chart/mark.tsx";
import type { PlotArea, Series } from "../ui/chart/series.ts";
import type { Metrics } from "./query.ts";

type Point = Metrics["points"][number];

const SMALL = 180;

/** Hours by the clock, days by their date. */
function usePages({ range, points }: Metrics): readonly PlotArea[] {
  const { time, day, dateTime } = useFormat();
  return points.map(({ at }) =>
    range === "24h"
      ? { id: at, label: dateTime(at), short: time(at) }
      : { id: at, label: day(at, true), short: day(at) },
  );
}

const seriesOf = (points: readonly Point[], series: Omit<Series, "values">, of: (point: Point) => number | null) => ({
  ...series,
  values: points.map(of),
});

/** Did attempts work? */
export function AttemptsChart({ metrics }: { readonly metrics: Metrics }) {
  const { t } = useTranslation("metrics");
  const { number } = useFormat();
  const { points } = metrics;
  const columns = [
    seriesOf(points, { id: "succeeded", label: t("attempts.succeeded"), tone: "good" }, (each) => each.succeeded),
    seriesOf(points, { id: "throttled", label: t("attempts.throttled"), tone: "attention" }, (each) => each.throttled),
    seriesOf(points, { id: "failed", label: t("attempts.failed"), tone: "failed" }, (each) => each.failed),
  ];
  return (
    <Stack gap="xs">
      <Chart
        label={t("attempts.label")}
        places={usePages(metrics)}
        columns={columns}
        exact={number}
        tick={number}
        totalLabel={t("attempts.total")}
        nothing={t("nothing")}
      />
      <Legend items={columns} />
    </Stack>
  );
}

/** How long does it take to understand what comes in? */
export function LatencyChart({ metrics }: { readonly metrics: Metrics }) {
  const { t } = useTranslation("metrics");
  const { number } = useFormat();
  const { points } = metrics;
  const lines = [
    seriesOf(points, { id: "p50", label: t("latency.p50"), tone: 2 }, (each) => each.latencyMsP50),
    seriesOf(points, { id: "p95", label: t("latency.p95"), tone: 4 }, (each) => each.latencyMsP95),
  ];
  const ms = (value: number) => t("ms", { value: number(value) });
  return (
    <Stack gap="xs">
      <Chart
        label={t("latency.label")}
        places={usePages(metrics)}
        lines={lines}
        exact={ms}
        tick={number}
        nothing={t("nothing")}
        height={SMALL}
      />
      <Legend items={lines} />
    </Stack>
  );
}

/** How long do deliveries wait until they are applied? */
export function LagChart({ metrics }: { readonly metrics: Metrics }) {
  const { t } = useTranslation("metrics");
  const { duration } = useFormat();
  const { points } = metrics;
  const lines = [
    seriesOf(points, { id: "average", label: t("lag.average"), tone: 2 }, (each) => each.lagMsAverage),
    seriesOf(points, { id: "most", label: t("lag.most"), tone: 4 }, (each) => each.lagMsMost),
  ];
  return (
    <Stack gap="xs">
      <Chart
        label={t("lag.label")}
        places={usePages(metrics)}
        lines={lines}
        exact={duration}
        tick={duration}
        nothing={t("nothing")}
        height={SMALL}
      />
      <Legend items={lines} />
    </Stack>
  );
}
