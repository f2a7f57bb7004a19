/** Profit by the campaign buyers came by, and by the month they ordered first: a chart and the table. */
import { Box, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Amount } from "../../ui/amount.tsx";
import { Chart } from "../../ui/chart/chart.tsx";
import * as column from "../../ui/list/column.tsx";
import type { Column } from "../../ui/list/columns.ts";
import { PlainList } from "../../ui/plain-list.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import { RowsSkeleton } from "../../ui/skeletons.tsx";
import type { ReportQuery } from "../queries.ts";
import { useProfitColumns } from "./columns.tsx";
import { type ProfitReport, profitByQuery } from "./queries.ts";

type Campaign = ProfitReport["campaigns"][number];
type Row = Pick<Campaign, "orders" | "revenueMinor" | "cm2Minor" | "spendMinor" | "cm3Minor"> & Partial<Campaign>;

const BARS = 12;

interface Bar {
  readonly id: string;
  readonly label: string;
  readonly value: number;
}

function Bars({
  label,
  bars,
  currency,
}: {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly currency: string;
}) {
  const { t } = useTranslation("reports/profit");
  const { money, moneyShort } = useFormat();
  if (bars.length < 2) return null;
  return (
    <Box px="md" pb="sm">
      <Chart
        label={label}
        places={bars.map(({ id, label: name }) => ({ id, label: name, short: shortOf(name) }))}
        columns={[{ id: "cm3", label: t("rungs.cm3.name"), tone: 2, values: bars.map(({ value }) => value) }]}
        exact={(value) => money(value, currency)}
        tick={(value) => moneyShort(value, currency)}
        nothing={t("chart.nothing")}
      />
    </Box>
  );
}

const SHORT = 14;
const shortOf = (name: string) => (name.length > SHORT ? `${name.slice(0, SHORT - 1)}…` : name);

export function Campaigns({ asked }: { readonly asked: ReportQuery }) {
  const { t } = useTranslation("reports/profit");
  const { data, error, refetch } = useQuery(profitByQuery(asked, "campaign"));
  const columns = useCampaignColumns(data?.currency ?? "USD");
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <RowsSkeleton rows={6} />;
  const { campaigns, withoutCampaign, currency } = data;
  const rows: readonly Row[] = [...campaigns, ...(withoutCampaign ? [withoutCampaign] : [])];
  const bars = campaigns.slice(0, BARS).map((row) => ({ id: keyOf(row), label: row.campaign, value: row.cm3Minor }));
  return (
    <>
      <Text size="xs" c="var(--quiet)" px="md" pb="xs">
        {t("campaigns.text")}
      </Text>
      <Bars label={t("campaigns.chart")} bars={bars} currency={currency} />
      <PlainList label={t("by.campaigns")} rows={rows} columns={columns} rowKey={keyOf} />
    </>
  );
}

const keyOf = ({ accountId, account, campaignKey, campaign }: Row) =>
  campaign === undefined ? "none" : [accountId ?? account, campaignKey, campaign].join(" ");

function useCampaignColumns(currency: string): readonly Column<Row>[] {
  const { t } = useTranslation("reports/profit");
  const { number, percent } = useFormat();
  const share = (value: number | null | undefined) => (
    <bdi dir="ltr">{value === null || value === undefined ? "–" : percent(value / 100)}</bdi>
  );
  const amount = (
    id: "revenue" | "cm2" | "ads" | "cm3",
    of: (row: Row) => number,
    onCard: "fact" | "state",
  ): Column<Row> => ({
    id,
    header: t(`columns.${id}`),
    isEnd: true,
    onCard,
    cell: (row) => <Amount minor={of(row)} currency={currency} />,
  });
  return [
    column.title("campaign", t("columns.campaign"), (row) => <CampaignName row={row} />),
    column.figure("orders", t("columns.orders"), (row) => number(row.orders)),
    amount("revenue", (row) => row.revenueMinor, "fact"),
    amount("cm2", (row) => row.cm2Minor, "fact"),
    amount("ads", (row) => row.spendMinor, "fact"),
    amount("cm3", (row) => row.cm3Minor, "state"),
    column.plain("margin", t("columns.margin"), (row) => share(row.cm3Percent), { isEnd: true }),
    column.figure("named", t("columns.named"), (row) => share(row.namedPercent)),
  ];
}

function CampaignName({ row }: { readonly row: Row }) {
  const { t } = useTranslation("reports/profit");
  const { campaign, account = null, accountId } = row;
  if (campaign === undefined) return <Text size="sm">{t("campaigns.none")}</Text>;
  return (
    <>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        <bdi>{campaign}</bdi>
      </Text>
      <Quiet size="xs">
        {account === null ? t("campaigns.noSpend") : <Where account={accountId === null ? null : account} row={row} />}
      </Quiet>
    </>
  );
}

/** The ad account, where it is not spend by hand under the campaign's own name, and the channel it is for. */
function Where({ account, row }: { readonly account: string | null; readonly row: Row }) {
  const { t } = useTranslation("reports/profit");
  return (
    <>
      {account !== null && (
        <>
          <bdi>{account}</bdi>
          {" · "}
        </>
      )}
      <bdi>{row.storeName ?? t("campaigns.allChannels")}</bdi>
    </>
  );
}

export function Cohorts({ asked }: { readonly asked: ReportQuery }) {
  const { t } = useTranslation("reports/profit");
  const { month } = useFormat();
  const { data, error, refetch } = useQuery(profitByQuery(asked, "cohort"));
  const columns = useProfitColumns(data?.currency ?? "USD");
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <RowsSkeleton rows={6} />;
  const existing = data.cohorts.flatMap(({ cohort, cm3Minor }) =>
    cohort === null ? [] : [{ id: cohort, label: month(cohort), value: cm3Minor }],
  );
  return (
    <>
      <Text size="xs" c="var(--quiet)" px="md" pb="xs">
        {t("cohorts.text")}
      </Text>
      <Bars label={t("cohorts.chart")} bars={existing.slice(0, BARS).toReversed()} currency={data.currency} />
      <PlainList
        label={t("by.cohorts")}
        rows={data.cohorts}
        columns={columns.cohorts}
        rowKey={({ cohort }) => cohort ?? "unknown"}
      />
    </>
  );
}
