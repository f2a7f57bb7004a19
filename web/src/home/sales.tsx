import { Stack, Text, UnstyledButton } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { periodSearch } from "../routing/searches.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { Change } from "../ui/change.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { ChannelList } from "./channel-list.tsx";
import { useChannelTones } from "./channels.ts";
import classes from "./home.module.css";
import { NotInTheSum } from "./not-in-sum.tsx";
import type { HomeFigures, Period, PeriodName } from "./query.ts";
import { SalesChart } from "./sales-chart.tsx";

const route = getRouteApi("/app/");
const PERIODS: readonly PeriodName[] = ["today", "week", "month"];

/** What was sold: three stretches of time, each against the one before, and where it came from. */
export function SalesCard({ home }: { readonly home: HomeFigures }) {
  const { t } = useTranslation("home");
  const { period: shown = "today" } = route.useSearch();
  const navigate = route.useNavigate();
  const { sales, currency } = home;
  const tones = useChannelTones(sales.month.stores);
  return (
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
              onClick={() =>
                void navigate({ search: periodSearch({ period: name }), replace: true, resetScroll: false })
              }
            >
              <PeriodFigures name={name} period={sales[name]} currency={currency} />
            </UnstyledButton>
          ))}
        </fieldset>
        <NotInTheSum figures={sales[shown].total} currency={currency} />
        {tones.length === 0 ? (
          <Quiet>{t("chart.nothing")}</Quiet>
        ) : (
          <div className={classes.below}>
            <SalesChart home={home} tones={tones} shown={shown} />
            <ChannelList period={sales[shown]} tones={tones} currency={currency} shown={shown} />
          </div>
        )}
      </Stack>
    </Card>
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
    <>
      <span className={classes.periodHead}>
        <Quiet component="span" size="xs">
          {t(`sales.${name}`)}
        </Quiet>
        <Change now={total.netMinor} before={previous.netMinor} />
      </span>
      <span className={classes.figure}>
        <Amount minor={total.netMinor} currency={currency} />
      </span>
      <Quiet component="span" size="xs">
        {t("sales.orders", { count: total.orders, shown: number(total.orders) })}
      </Quiet>
      {previous.netMinor !== 0 && (
        <Quiet component="span" size="xs">
          {t(`sales.${name}Before`)}: <Amount minor={previous.netMinor} currency={currency} />
        </Quiet>
      )}
    </>
  );
}
