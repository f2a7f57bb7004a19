import { Stack, Text, UnstyledButton } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Change } from "./change.tsx";
import { ChannelList } from "./channel-list.tsx";
import { channelTones } from "./channels.ts";
import classes from "./home.module.css";
import { type HomeFigures, type Period, type PeriodName, periodSearch } from "./query.ts";
import { SalesChart } from "./sales-chart.tsx";

const route = getRouteApi("/app/");
const PERIODS: readonly PeriodName[] = ["today", "week", "month"];

/** What was sold: three stretches of time, each against the one before, and where it came from. */
export function SalesCard({ home }: { readonly home: HomeFigures }) {
  const { t } = useTranslation("home");
  const { period: shown = "today" } = route.useSearch();
  const navigate = route.useNavigate();
  const { sales, currency } = home;
  const tones = channelTones(home, { hub: t("hub"), others: (count) => t("others", { count }) });
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
        <NotInTheSum period={sales[shown]} currency={currency} />
        {tones.length === 0 ? (
          <Text size="sm" c="var(--quiet)">
            {t("chart.nothing")}
          </Text>
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
        <Text component="span" size="xs" c="var(--quiet)">
          {t(`sales.${name}`)}
        </Text>
        <Change now={total} before={previous} />
      </span>
      <span className={classes.figure}>
        <Amount minor={total.netMinor} currency={currency} />
      </span>
      <Text component="span" size="xs" c="var(--quiet)">
        {t("sales.orders", { count: total.orders, shown: number(total.orders) })}
      </Text>
      {previous.netMinor !== 0 && (
        <Text component="span" size="xs" c="var(--quiet)">
          {t(`sales.${name}Before`)}: <Amount minor={previous.netMinor} currency={currency} />
        </Text>
      )}
    </>
  );
}

/** Amounts that are in no sum: currencies without a rate, totals a platform hides. */
function NotInTheSum({ period, currency }: { readonly period: Period; readonly currency: string }) {
  const { t } = useTranslation("home");
  const { money, list } = useFormat();
  const { total: figures, stores } = period;
  if (figures.apart.length === 0 && figures.withoutTotal === 0) return null;
  const foreign = stores.find(({ storeId, apart }) => storeId !== null && apart.length > 0)?.storeId ?? null;
  const amounts = list(figures.apart.map((each) => money(each.netMinor, each.currency)));
  const count = figures.apart.reduce((sum, each) => sum + each.orders, 0);
  return (
    <Stack gap={2}>
      {figures.apart.length > 0 && (
        <Text size="xs" c="var(--quiet)">
          {t("sales.apart", { count, amounts, currency })}{" "}
          {foreign !== null && (
            <LinkAnchor to="/stores/$id" params={{ id: foreign }} search={{ tab: "rules" }} size="xs">
              {t("sales.setRate")}
            </LinkAnchor>
          )}
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
