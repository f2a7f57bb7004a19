import { Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { ChannelList } from "./channel-list.tsx";
import { channelTones } from "./channels.ts";
import classes from "./home.module.css";
import type { Figures, HomeFigures, Period } from "./query.ts";
import { SalesChart } from "./sales-chart.tsx";

const PERIODS = ["today", "week", "month"] as const;
export type PeriodName = (typeof PERIODS)[number];

/** What was sold: three stretches of time, each against the one before, and where it came from. */
export function SalesCard({ home }: { readonly home: HomeFigures }) {
  const { t } = useTranslation("home");
  const [shown, setShown] = useState<PeriodName>("today");
  const { sales, currency } = home;
  const tones = channelTones(home, { hub: t("hub"), others: (count) => t("others", { count }) });
  return (
    <div className={classes.sales}>
      <Card
        title={t("sales.title")}
        actions={
          home.isCounting && (
            <Text size="xs" c="var(--quiet)" role="status">
              {t("sales.counting")}
            </Text>
          )
        }
      >
        <Stack gap="lg">
          <fieldset className={classes.periods} aria-label={t("sales.periods")}>
            {PERIODS.map((name) => (
              <UnstyledButton
                key={name}
                aria-pressed={name === shown}
                className={classes.period ?? ""}
                onClick={() => setShown(name)}
              >
                <PeriodFigures name={name} period={sales[name]} currency={currency} />
              </UnstyledButton>
            ))}
          </fieldset>
          <NotInTheSum figures={sales[shown].total} currency={currency} />
          <div className={classes.below}>
            <SalesChart home={home} tones={tones} shown={shown} />
            <ChannelList period={sales[shown]} tones={tones} currency={currency} shown={shown} />
          </div>
        </Stack>
      </Card>
    </div>
  );
}

interface PeriodProps {
  readonly name: PeriodName;
  readonly period: Period;
  readonly currency: string;
}

function PeriodFigures({ name, period, currency }: PeriodProps) {
  const { t } = useTranslation("home");
  const { number } = useFormat();
  const { total, previous } = period;
  return (
    <Stack gap={2} miw={0}>
      <Text size="xs" c="var(--quiet)">
        {t(`sales.${name}`)}
      </Text>
      <span className={classes.figure}>
        <Amount minor={total.netMinor} currency={currency} />
      </span>
      <Change now={total} before={previous} currency={currency} text={t(`sales.${name}Before`)} />
      <Text size="xs" c="var(--quiet)">
        {t("sales.orders", { count: total.orders, shown: number(total.orders) })}
      </Text>
    </Stack>
  );
}

interface ChangeProps {
  readonly now: Pick<Figures, "netMinor">;
  readonly before: Pick<Figures, "netMinor">;
  readonly currency: string;
  /** What `before` is: "yesterday by now". */
  readonly text?: string;
}

/** How much more or less than before: an arrow and a share, with the amount it is compared with. */
export function Change({ now, before, currency, text }: ChangeProps) {
  const { percent, money } = useFormat();
  const { t } = useTranslation("home");
  const isComparable = before.netMinor > 0;
  // As it is shown: what rounds to nothing is no change.
  const share = isComparable ? Math.round(((now.netMinor - before.netMinor) / before.netMinor) * 100) / 100 || 0 : 0;
  const Arrow = share > 0 ? IconArrowUpRight : share < 0 ? IconArrowDownRight : IconArrowRight;
  return (
    <Group gap={4} wrap="wrap" fz="xs">
      {isComparable && (
        <Text component="span" size="xs" fw={600} className="nowrap" c={share > 0 ? "var(--more)" : "var(--quiet)"}>
          <Arrow size={13} className="directed" style={{ verticalAlign: "-2px" }} aria-hidden />{" "}
          <bdi dir="ltr">{`${share > 0 ? "+" : ""}${percent(share)}`}</bdi>
        </Text>
      )}
      {text !== undefined && (
        <Text component="span" size="xs" c="var(--quiet)">
          {before.netMinor === 0 ? t("sales.nothingBefore") : `${text}: ${money(before.netMinor, currency)}`}
        </Text>
      )}
    </Group>
  );
}

/** Amounts that are in no sum: currencies without a rate, totals a platform hides. */
function NotInTheSum({ figures, currency }: { readonly figures: Figures; readonly currency: string }) {
  const { t } = useTranslation("home");
  const { money, list } = useFormat();
  if (figures.apart.length === 0 && figures.withoutTotal === 0) return null;
  const amounts = list(figures.apart.map((each) => money(each.netMinor, each.currency)));
  const count = figures.apart.reduce((sum, each) => sum + each.orders, 0);
  return (
    <Stack gap={2}>
      {figures.apart.length > 0 && (
        <Text size="xs" c="var(--quiet)">
          {t("sales.apart", { count, amounts, currency })}
        </Text>
      )}
      {figures.withoutTotal > 0 && (
        <Text size="xs" c="var(--quiet)">
          {t("sales.hidden", { count: figures.withoutTotal })}
        </Text>
      )}
    </Stack>
  );
}
