import { Group, Stack, Text, Title } from "@mantine/core";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Change } from "../ui/change.tsx";
import { Mark } from "../ui/chart/mark.tsx";
import { ShareBar } from "../ui/chart/share-bar.tsx";
import { Quiet } from "../ui/quiet.tsx";
import type { ChannelTone } from "./channels.ts";
import classes from "./home.module.css";
import type { Period, PeriodName } from "./query.ts";

interface Props {
  readonly period: Period;
  readonly tones: readonly ChannelTone[];
  readonly currency: string;
  readonly shown: PeriodName;
}

/** Those told as one come last, however much they sold together. */
const isRest = ({ storeIds }: ChannelTone) => storeIds.length > 1;

/** Where the sales of the chosen stretch came from, with each channel's name beside its colour. */
export function ChannelList({ period, tones, currency, shown }: Props) {
  const { t } = useTranslation("home");
  const { number } = useFormat();
  const rows = tones.map((channel) => {
    const some = period.stores.filter(({ storeId }) => channel.storeIds.includes(storeId));
    const sum = (of: (store: (typeof some)[number]) => number) => some.reduce((so, store) => so + of(store), 0);
    return {
      ...channel,
      orders: sum((store) => store.orders),
      netMinor: sum((store) => store.netMinor),
      previous: sum((store) => store.previous?.netMinor ?? 0),
    };
  });
  const most = Math.max(1, ...rows.map(({ netMinor }) => netMinor));
  const { total } = period;
  return (
    <Stack gap="xs">
      <Title order={3}>{t(`channels.${shown}`)}</Title>
      <div>
        {rows
          .toSorted((a, b) => Number(isRest(a)) - Number(isRest(b)) || b.netMinor - a.netMinor)
          .map((row) => (
            <Stack key={row.id} gap={4} className={classes.row ?? ""}>
              <Group justify="space-between" wrap="nowrap" gap="sm">
                <Group gap={8} wrap="nowrap" miw={0}>
                  <Mark tone={row.tone} />
                  <Text size="sm" lineClamp={2} className={classes.breakable ?? ""} title={row.name} dir="auto">
                    {row.name}
                  </Text>
                </Group>
                <Text size="sm" fw={600} component="span">
                  <Amount minor={row.netMinor} currency={currency} />
                </Text>
              </Group>
              <ShareBar share={row.netMinor / most} tone={row.tone} />
              <Group justify="space-between" gap="sm">
                <Quiet size="xs">{t("sales.orders", { count: row.orders, shown: number(row.orders) })}</Quiet>
                <Change now={row.netMinor} before={row.previous} />
              </Group>
            </Stack>
          ))}
      </div>
      <Group justify="space-between" gap="sm">
        <Quiet size="xs">
          {t("channels.average")} <Amount minor={total.averageMinor} currency={currency} />
        </Quiet>
        {total.refundsMinor > 0 && (
          <Quiet size="xs">
            {t("channels.refunds")} <Amount minor={total.refundsMinor} currency={currency} />
          </Quiet>
        )}
      </Group>
    </Stack>
  );
}
