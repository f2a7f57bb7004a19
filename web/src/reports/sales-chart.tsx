import { SegmentedControl, Stack } from "@mantine/core";
import type { ChannelTone } from "../home/channels.ts";
import { useFormat } from "../i18n/format.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Chart } from "../ui/chart/chart.tsx";
import { Legend } from "../ui/chart/mark.tsx";
import { useListSearch } from "../ui/list/search-state.ts";
import { bucketsOf } from "./buckets.ts";
import { DownloadLink } from "./download.tsx";
import { exportHref, type Figures, type ReportQuery, type SalesReport } from "./queries.ts";

const MEASURES = ["net", "orders", "units"] as const;

const FIELD = { net: "netMinor", orders: "orders", units: "units" } as const;

interface Props {
  readonly report: SalesReport;
  readonly tones: readonly ChannelTone[];
  readonly asked: ReportQuery;
}

/** How did it go day by day, on which channel? */
export function SalesChartCard({ report, tones, asked }: Props) {
  const { t } = useTranslation("reports");
  const { money, moneyShort, number, day, days: range } = useFormat();
  const state = useListSearch();
  const measure = MEASURES.find((each) => each === state.filter["measure"]) ?? "net";
  const { currency } = report;
  const of = (figures: Pick<Figures, "netMinor" | "orders" | "units">) => figures[FIELD[measure]];
  const buckets = bucketsOf(report.days);
  const isDaily = buckets.length === report.days.length;
  const columns = tones.map(({ id, name, tone, storeIds }) => ({
    id,
    label: name,
    tone,
    values: buckets.map((some) =>
      some
        .flatMap(({ stores }) => stores.filter(({ storeId }) => storeIds.includes(storeId)))
        .reduce((sum, figures) => sum + of(figures), 0),
    ),
  }));
  const before = {
    id: "before",
    label: t("chart.before"),
    tone: "before",
    isDashed: true,
    values: buckets.map((some) => some.reduce((sum, { previous }) => sum + (previous === null ? 0 : of(previous)), 0)),
  } as const;
  const hasBefore = before.values.some((value) => value !== 0);
  const isMoney = measure === "net";
  return (
    <Card
      title={t(isDaily ? `chart.daily.${measure}` : `chart.weekly.${measure}`)}
      actions={<DownloadLink href={exportHref("days", { ...asked })} label={t("csv.days")} />}
    >
      <Stack gap="sm">
        <SegmentedControl
          size="xs"
          aria-label={t("chart.measure")}
          value={measure}
          onChange={(value) => state.set({ measure: value === "net" ? "" : value })}
          data={worded(MEASURES, (value) => t(`figures.${value}`))}
          style={{ alignSelf: "flex-start" }}
        />
        <Chart
          label={t("chart.label", { what: t(`figures.${measure}`), days: range(report.from, report.to) })}
          places={buckets.map((some) => ({
            id: some[0].day,
            label: isDaily ? day(some[0].day, true) : range(some[0].day, some.at(-1)?.day ?? some[0].day),
            short: day(some[0].day),
          }))}
          columns={columns}
          lines={hasBefore ? [before] : []}
          exact={(value) => (isMoney ? money(value, currency) : number(value))}
          tick={(value) => (isMoney ? moneyShort(value, currency) : number(value))}
          totalLabel={t(`figures.${measure}`)}
          nothing={report.total.orders > 0 ? t("chart.nothingHere", { currency }) : t("chart.nothing")}
          height={270}
        />
        <Legend items={[...columns, ...(hasBefore ? [before] : [])]} />
      </Stack>
    </Card>
  );
}
