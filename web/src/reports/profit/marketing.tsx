/** What advertising returned: measured beside claimed. */
import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Amount } from "../../ui/amount.tsx";
import { Card } from "../../ui/card.tsx";
import { Chart } from "../../ui/chart/chart.tsx";
import { LinkAnchor } from "../../ui/link.ts";
import * as column from "../../ui/list/column.tsx";
import type { Column } from "../../ui/list/columns.ts";
import { PlainList } from "../../ui/plain-list.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import { RowsSkeleton } from "../../ui/skeletons.tsx";
import { bucketsOf } from "../buckets.ts";
import { DownloadLink } from "../download.tsx";
import { Frame } from "../frame.tsx";
import { usePeriod } from "../report-query.ts";
import classes from "../reports.module.css";
import { type MarketingFigures, type MarketingReport, marketingQuery, profitExportHref } from "./queries.ts";

export function MarketingScreen() {
  const { t } = useTranslation("reports/profit");
  const found = useQuery(marketingQuery(usePeriod()));
  const { data } = found;
  return (
    <Frame>
      {found.isPending && <RowsSkeleton rows={10} />}
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {data && (
        <Stack gap="md" aria-busy={found.isPlaceholderData}>
          {data.isCounting && (
            <Text size="xs" c="var(--quiet)" role="status">
              {t("counting")}
            </Text>
          )}
          <FiguresCard report={data} />
          {data.days.length > 1 && <SpendChart report={data} />}
          <Card
            title={t("marketing.channels")}
            isFlush
            actions={
              <DownloadLink
                href={profitExportHref("marketing", { from: data.from, to: data.to })}
                label={t("csv.marketing")}
              />
            }
          >
            <Channels report={data} />
            <Text size="sm" p="md">
              {data.sharedMinor !== 0 && (
                <>
                  {t("marketing.sharedText")} <Amount minor={data.sharedMinor} currency={data.currency} />{" "}
                </>
              )}
              <LinkAnchor to="/reports/advertising/campaigns" size="sm" underline="always">
                {t("marketing.map")}
              </LinkAnchor>
            </Text>
          </Card>
        </Stack>
      )}
    </Frame>
  );
}

const AMOUNTS = {
  spend: (of: MarketingFigures) => of.spendMinor,
  net: (of: MarketingFigures) => of.netMinor,
  cac: (of: MarketingFigures) => of.cacMinor,
  cpa: (of: MarketingFigures) => of.cpaMinor,
} as const;
const RATIOS = {
  mer: (of: MarketingFigures) => of.mer,
  roas: (of: MarketingFigures) => of.claimedRoas,
  breakEven: (of: MarketingFigures) => of.breakEvenRoas,
  poas: (of: MarketingFigures) => of.poas,
  newMer: (of: MarketingFigures) => of.newMer,
} as const;
const SHOWN = ["spend", "net", "mer", "roas", "breakEven", "poas", "cac", "cpa", "newMer"] as const;

function useTileText(currency: string) {
  const { money, number } = useFormat();
  return (id: (typeof SHOWN)[number], of: MarketingFigures): string => {
    if (id === "spend" || id === "net" || id === "cac" || id === "cpa") {
      const minor = AMOUNTS[id](of);
      return minor === null ? "–" : money(minor, currency);
    }
    const ratio = RATIOS[id](of);
    return ratio === null ? "–" : `${number(ratio)} ×`;
  };
}

function FiguresCard({ report }: { readonly report: MarketingReport }) {
  const { t } = useTranslation("reports/profit");
  const { list, money, number } = useFormat();
  const tileText = useTileText(report.currency);
  const { total, apart } = report;
  return (
    <Card title={t("marketing.title")}>
      <dl className={classes.figures}>
        {SHOWN.map((id) => (
          <div key={id} className={classes.cell}>
            <dt>{t(`marketing.figures.${id}.name`)}</dt>
            <dd className={classes.figure}>
              <bdi dir="ltr">{tileText(id, total)}</bdi>
            </dd>
            <dd className={classes.before}>{t(`marketing.figures.${id}.formula`)}</dd>
          </div>
        ))}
      </dl>
      <Quiet size="xs" mt="sm">
        {t("marketing.hint", { customers: number(total.newCustomers), orders: number(total.orders) })}{" "}
        {apart.length > 0 &&
          t("marketing.apart", {
            amounts: list(apart.map(({ spendMinor, currency }) => money(spendMinor, currency))),
            currency: report.currency,
          })}
      </Quiet>
    </Card>
  );
}

function SpendChart({ report }: { readonly report: MarketingReport }) {
  const { t } = useTranslation("reports/profit");
  const { money, moneyShort, day, days: range } = useFormat();
  const buckets = bucketsOf(report.days);
  const isDaily = buckets.length === report.days.length;
  return (
    <Card title={t(isDaily ? "marketing.chart.daily" : "marketing.chart.weekly")}>
      <Chart
        label={t("marketing.chart.label", { days: range(report.from, report.to) })}
        places={buckets.map((some) => ({
          id: some[0].day,
          label: isDaily ? day(some[0].day, true) : range(some[0].day, some.at(-1)?.day ?? some[0].day),
          short: day(some[0].day),
        }))}
        columns={[
          {
            id: "spend",
            label: t("marketing.figures.spend.name"),
            tone: 3,
            values: buckets.map((some) => some.reduce((sum, { spendMinor }) => sum + spendMinor, 0)),
          },
        ]}
        exact={(value) => money(value, report.currency)}
        tick={(value) => moneyShort(value, report.currency)}
        nothing={t("marketing.chart.nothing")}
      />
    </Card>
  );
}

type Channel = MarketingReport["channels"][number];

function Channels({ report }: { readonly report: MarketingReport }) {
  const { t } = useTranslation("reports/profit");
  const { number } = useFormat();
  const tileText = useTileText(report.currency);
  const figure = (id: (typeof SHOWN)[number], onCard?: "fact" | "state"): Column<Channel> => ({
    id,
    header: t(`marketing.figures.${id}.name`),
    isEnd: true,
    ...(onCard && { onCard }),
    cell: (row) => (
      <bdi dir="ltr" className="nowrap">
        {tileText(id, row)}
      </bdi>
    ),
  });
  const columns: readonly Column<Channel>[] = [
    column.title("channel", t("columns.channel"), ({ storeName }) => <bdi>{storeName ?? t("hub")}</bdi>),
    figure("spend", "state"),
    figure("net", "fact"),
    column.plain("newCustomers", t("marketing.newCustomers"), ({ newCustomers }) => number(newCustomers), {
      isEnd: true,
    }),
    figure("cpa"),
    figure("cac"),
    figure("roas", "fact"),
    figure("mer", "fact"),
    figure("breakEven", "fact"),
    figure("poas", "fact"),
  ];
  return (
    <PlainList
      label={t("marketing.channels")}
      rows={report.channels}
      columns={columns}
      rowKey={({ storeId }) => storeId ?? "hub"}
    />
  );
}
