/** What was earned in these days: the ladder from revenue to CM3, by day, channel or product. */
import { Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../data/session.ts";
import { Help } from "../../help/help.tsx";
import { useFormat } from "../../i18n/format.ts";
import { worded } from "../../i18n/options.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Card } from "../../ui/card.tsx";
import { Change } from "../../ui/change.tsx";
import { Chart } from "../../ui/chart/chart.tsx";
import { FilterButton, FiltersSet } from "../../ui/list/filters-later.tsx";
import { useListSearch } from "../../ui/list/search-state.ts";
import { PlainList } from "../../ui/plain-list.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import { RowsSkeleton } from "../../ui/skeletons.tsx";
import { bucketsOf } from "../buckets.ts";
import { DownloadLink } from "../download.tsx";
import { Frame } from "../frame.tsx";
import { NothingSold } from "../nothing-sold.tsx";
import { type ReportQuery, reportQuery } from "../queries.ts";
import { usePeriod, useStoreFilter } from "../report-query.ts";
import classes from "../reports.module.css";
import { useProfitColumns } from "./columns.tsx";
import { Campaigns, Cohorts } from "./origins.tsx";
import {
  type ProfitFigures,
  type ProfitReport,
  profitExportHref,
  profitProductsQuery,
  profitQuery,
} from "./queries.ts";
import { SettingsDialog } from "./settings-dialog.tsx";

export function ProfitScreen() {
  const { t } = useTranslation("reports/profit");
  const period = usePeriod();
  const state = useListSearch();
  const fields = useStoreFilter();
  const { may } = useSession();
  const [isSetting, setSetting] = useState(false);
  const requested = reportQuery(period, state.filter["storeId"]);
  const { data, error, refetch, isPlaceholderData } = useQuery(profitQuery(requested));
  return (
    <Frame>
      <Group gap="sm">
        <FilterButton state={state} fields={fields} />
        <FiltersSet state={state} fields={fields} />
        {may("edit_catalogue") && (
          <Button variant="default" size="xs" ms="auto" onClick={() => setSetting(true)}>
            {t("settings.open")}
          </Button>
        )}
        {data?.isCounting && (
          <Text size="xs" c="var(--quiet)" role="status">
            {t("counting")}
          </Text>
        )}
      </Group>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <RowsSkeleton rows={10} />}
      {error === null && data && (
        <div aria-busy={isPlaceholderData} style={{ opacity: isPlaceholderData ? 0.6 : 1 }}>
          <Report report={data} asked={requested} />
        </div>
      )}
      {isSetting && <SettingsDialog onClose={() => setSetting(false)} />}
    </Frame>
  );
}

function Report({ report, asked }: { readonly report: ProfitReport; readonly asked: ReportQuery }) {
  const { total, previous } = report;
  const isNothing = (of: ProfitFigures) => of.orders === 0 && of.unallocatedAdsMinor === 0 && of.missing.rate === 0;
  if (isNothing(total) && (previous === null || isNothing(previous.total))) return <NothingSold />;
  return (
    <Stack gap="md">
      <LadderCard report={report} />
      {report.days.length > 1 && <ChartCard report={report} />}
      <TableCard report={report} asked={asked} />
    </Stack>
  );
}

const RUNGS = [
  { id: "revenue", value: (of: ProfitFigures) => of.revenueMinor, share: () => null },
  { id: "cm1", value: (of: ProfitFigures) => of.cm1Minor, share: (of: ProfitFigures) => of.cm1Percent },
  { id: "cm2", value: (of: ProfitFigures) => of.cm2Minor, share: (of: ProfitFigures) => of.cm2Percent },
  { id: "ads", value: (of: ProfitFigures) => of.adsMinor + of.unallocatedAdsMinor, share: () => null },
  { id: "cm3", value: (of: ProfitFigures) => of.cm3Minor, share: (of: ProfitFigures) => of.cm3Percent },
  { id: "orders", value: (of: ProfitFigures) => of.orders, share: () => null },
] as const;

function LadderCard({ report }: { readonly report: ProfitReport }) {
  const { t } = useTranslation("reports/profit");
  const { money, number, percent, days } = useFormat();
  const { total, previous, currency } = report;
  const { cost, fees, shipping } = total.missing;
  const isWhole = cost + fees + shipping === 0;
  const said = (id: string, value: number) => (id === "orders" ? number(value) : money(value, currency));
  return (
    <Card title={t("title")} help={<Help of="net_revenue" />}>
      <dl className={classes.figures}>
        {RUNGS.map(({ id, value, share }) => {
          const margin = share(total);
          const before = previous && previous.total.orders > 0 ? value(previous.total) : null;
          return (
            <div key={id} className={classes.cell}>
              <dt>{t(`rungs.${id}.name`)}</dt>
              <dd className={classes.figure}>
                <bdi dir="ltr">{said(id, value(total))}</bdi>
                {margin !== null && (
                  <Text span size="sm" fw={500} c="var(--quiet)">
                    {" "}
                    {isWhole ? (
                      <bdi dir="ltr">{percent(margin / 100)}</bdi>
                    ) : (
                      t("atMost", { share: percent(margin / 100) })
                    )}
                  </Text>
                )}
              </dd>
              <dd className={classes.before}>
                {before !== null && (
                  <>
                    <Change now={value(total)} before={before} isGain={id !== "ads"} />
                    <span>
                      {t("before")} <bdi dir="ltr">{said(id, before)}</bdi>
                    </span>
                  </>
                )}
                <span>{t(`rungs.${id}.formula`)}</span>
              </dd>
            </div>
          );
        })}
      </dl>
      <Stack gap={2} mt="sm">
        {previous && <Quiet size="xs">{t("compared", { days: days(previous.from, previous.to) })}</Quiet>}
        <Quality total={total} currency={currency} />
      </Stack>
    </Card>
  );
}

/** How sure the figures are, and what is not in them. */
function Quality({ total, currency }: { readonly total: ProfitFigures; readonly currency: string }) {
  const { t } = useTranslation("reports/profit");
  const { money, number, percent } = useFormat();
  const { estimatedPercent, missing, unallocatedAdsMinor } = total;
  const lacks = (["cost", "fees", "shipping", "rate"] as const).filter((kind) => missing[kind] > 0);
  return (
    <>
      {estimatedPercent !== null && estimatedPercent > 0 && (
        <Quiet size="xs">{t("estimated", { percent: percent(estimatedPercent / 100) })}</Quiet>
      )}
      {lacks.map((kind) => (
        <Quiet key={kind} size="xs">
          {t(`missing.${kind}`, { count: missing[kind], shown: number(missing[kind]), currency })}
        </Quiet>
      ))}
      {unallocatedAdsMinor !== 0 && (
        <Quiet size="xs">{t("unallocated", { amount: money(unallocatedAdsMinor, currency) })}</Quiet>
      )}
    </>
  );
}

function ChartCard({ report }: { readonly report: ProfitReport }) {
  const { t } = useTranslation("reports/profit");
  const { money, moneyShort, day, days: range } = useFormat();
  const { currency } = report;
  const buckets = bucketsOf(report.days);
  const isDaily = buckets.length === report.days.length;
  return (
    <Card title={t(isDaily ? "chart.daily" : "chart.weekly")}>
      <Chart
        label={t("chart.label", { days: range(report.from, report.to) })}
        places={buckets.map((some) => ({
          id: some[0].day,
          label: isDaily ? day(some[0].day, true) : range(some[0].day, some.at(-1)?.day ?? some[0].day),
          short: day(some[0].day),
        }))}
        columns={[
          {
            id: "cm3",
            label: t("rungs.cm3.name"),
            tone: 2,
            values: buckets.map((some) => some.reduce((sum, { cm3Minor }) => sum + cm3Minor, 0)),
          },
        ]}
        exact={(value) => money(value, currency)}
        tick={(value) => moneyShort(value, currency)}
        nothing={t("chart.nothing")}
      />
    </Card>
  );
}

const WAYS = ["channels", "products", "campaigns", "cohorts", "days"] as const;
type Way = (typeof WAYS)[number];

function TableCard({ report, asked }: { readonly report: ProfitReport; readonly asked: ReportQuery }) {
  const { t } = useTranslation("reports/profit");
  const [by, setBy] = useState<Way>("channels");
  return (
    <Card
      title={t("table")}
      isFlush
      actions={<DownloadLink href={profitExportHref(by, { ...asked })} label={t(`csv.${by}`)} />}
    >
      <Stack gap={0}>
        <SegmentedControl
          mx="md"
          mb="xs"
          size="xs"
          // On a phone its five words are wider than the screen.
          style={{
            alignSelf: "flex-start",
            maxWidth: "calc(100% - 2 * var(--mantine-spacing-md))",
            overflowX: "auto",
          }}
          aria-label={t("by.label")}
          value={by}
          onChange={(value) => setBy(WAYS.find((way) => way === value) ?? "channels")}
          data={worded(WAYS, (value) => t(`by.${value}`))}
        />
        {by === "products" && <Products asked={asked} />}
        {by === "campaigns" && <Campaigns asked={asked} />}
        {by === "cohorts" && <Cohorts asked={asked} />}
        {(by === "channels" || by === "days") && <Rows report={report} by={by} />}
      </Stack>
    </Card>
  );
}

function Rows({ report, by }: { readonly report: ProfitReport; readonly by: "channels" | "days" }) {
  const { t } = useTranslation("reports/profit");
  const columns = useProfitColumns(report.currency);
  if (by === "channels")
    return (
      <PlainList
        label={t("by.channels")}
        rows={report.channels}
        columns={columns.channels}
        rowKey={({ storeId }) => storeId ?? "hub"}
      />
    );
  return (
    <PlainList label={t("by.days")} rows={report.days.toReversed()} columns={columns.days} rowKey={({ day }) => day} />
  );
}

function Products({ asked }: { readonly asked: ReportQuery }) {
  const { t } = useTranslation("reports/profit");
  const found = useInfiniteQuery(profitProductsQuery(asked));
  const pages = found.data?.pages ?? [];
  const columns = useProfitColumns(pages[0]?.currency ?? "USD");
  if (found.isError) return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <RowsSkeleton rows={6} />;
  return (
    <Stack gap="xs" pb="xs">
      <PlainList
        label={t("by.products")}
        rows={pages.flatMap(({ products }) => products)}
        columns={columns.products}
        rowKey={({ variantId }) => variantId ?? "unlinked"}
      />
      {found.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          mx="md"
          style={{ alignSelf: "flex-start" }}
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
    </Stack>
  );
}
