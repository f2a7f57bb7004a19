import { Stack, Title } from "@mantine/core";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Chart } from "../ui/chart/chart.tsx";
import { Legend } from "../ui/chart/mark.tsx";
import type { ChannelTone } from "./channels.ts";
import type { HomeFigures, PeriodName } from "./query.ts";

interface Props {
  readonly home: HomeFigures;
  readonly tones: readonly ChannelTone[];
  readonly shown: PeriodName;
}

type Day = HomeFigures["sales"]["days"][number];

const isQuiet = ({ orders, netMinor, previousNetMinor }: Day) =>
  orders === 0 && netMinor === 0 && previousNetMinor === 0;

/** Who has sold for three days is shown a week of them, not a month of nothing. */
function daysWorthShowing(days: readonly Day[]): readonly Day[] {
  const first = days.findIndex((day) => !isQuiet(day));
  const span = [7, 14].find((each) => first >= days.length - each);
  return span === undefined ? days : days.slice(-span);
}

/** Net sales of each of thirty days by channel, with the thirty before; the chosen stretch stands on a band. */
export function SalesChart({ home, tones, shown }: Props) {
  const { t } = useTranslation("home");
  const { money, moneyShort, day } = useFormat();
  const { sales, currency } = home;
  const days = daysWorthShowing(sales.days);
  const hasOrders = sales.month.total.orders > 0;
  const columns = tones.map(({ id, name, tone, storeIds }) => ({
    id,
    label: name,
    tone,
    values: days.map(({ stores }) =>
      stores.reduce((sum, { storeId, netMinor }) => (storeIds.includes(storeId) ? sum + netMinor : sum), 0),
    ),
  }));
  const before = {
    id: "before",
    label: t("chart.before"),
    tone: "before",
    isDashed: true,
    values: days.map(({ previousNetMinor }) => previousNetMinor),
  } as const;
  const hasBefore = before.values.some((value) => value !== 0);
  return (
    <Stack gap="xs">
      <Title order={3}>{t("chart.title")}</Title>
      <Chart
        label={t("chart.label", { currency, count: days.length })}
        places={days.map((each) => ({ id: each.day, label: day(each.day, true), short: day(each.day) }))}
        columns={columns}
        lines={hasBefore ? [before] : []}
        exact={(value) => money(value, currency)}
        tick={(value) => moneyShort(value, currency)}
        totalLabel={t("chart.total")}
        from={days.length - sales[shown].days}
        nothing={hasOrders ? t("chart.nothingHere", { currency }) : t("chart.nothing")}
        height={270}
      />
      {hasBefore && <Legend items={[before]} />}
    </Stack>
  );
}
