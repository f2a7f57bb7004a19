/** How a store is doing, and what a person has to do about it. */
import { Alert, Group, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { Status } from "../ui/status.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { When } from "../ui/when.tsx";
import { Access } from "./access.tsx";
import { Credentials } from "./credentials.tsx";
import { type Health, healthQuery, isByFiles, isSyncRequested, type Store, useProvider } from "./data.ts";
import { HealthNotice } from "./health-notice.tsx";
import { LimitsCard } from "./limits-card.tsx";
import { StatisticsCard } from "./statistics-card.tsx";
import { About } from "./summary.tsx";
import { SweepsCard } from "./sweeps-card.tsx";
import { UnknownStock } from "./unknown-stock.tsx";
import { UnreadOrders } from "./unread-orders.tsx";

export function HealthTab({ store }: { readonly store: Store }) {
  const { data: health, error, refetch } = useQuery(healthQuery(store.id));
  const provider = useProvider(store.id);
  const isFiles = isByFiles(store, provider);
  const hasWebhooks = (provider?.topics.length ?? 0) > 0;
  return (
    <Stack gap="md">
      <HealthNotice store={store} health={health} />
      {health && <UnreadOrders unread={health.unreadOrders} />}
      {health && <UnknownStock unknown={health.unknownStock} />}
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!health && error === null && <RowsSkeleton />}
      {health && (
        <TwoColumns
          main={
            <>
              {!isFiles && <Figures store={store} health={health} />}
              {!isFiles && <Waiting health={health} />}
              {!isFiles && <LimitsCard limits={health.limits} />}
              {store.kind === "commerce" && <StatisticsCard store={store} />}
              <SweepsCard store={store} />
            </>
          }
          side={
            <>
              <Access store={store} health={health} hasWebhooks={hasWebhooks} />
              <Credentials secrets={health.secrets} provider={provider} />
              <About store={store} hasWebhooks={hasWebhooks} />
            </>
          }
        />
      )}
    </Stack>
  );
}

const BREAKER = { closed: "good", half_open: "attention", open: "failed" } as const;

function Figures({ store, health }: { readonly store: Store; readonly health: Health }) {
  const { t } = useTranslation("stores");
  const { number, percent } = useFormat();
  const took = useTook(health);
  const { breaker } = health;
  const facts: (readonly [name: string, value: ReactNode])[] = [
    [
      t("health.answers"),
      health.successPercent === null
        ? t("health.noAttempts")
        : t("health.rate", {
            rate: percent(health.successPercent / 100),
            succeeded: number(health.succeeded),
            failed: number(health.failed),
          }),
    ],
  ];
  if (health.throttled > 0)
    facts.push([t("health.limits"), t("health.slowed", { count: health.throttled, number: number(health.throttled) })]);
  if (took !== undefined) facts.push([t("health.latency"), took]);
  facts.push([
    t("health.breaker"),
    isSyncRequested(store) ? (
      <Group key="breaker" gap="xs">
        <Status meaning={BREAKER[breaker.state]}>{t(`health.breakers.${breaker.state}`)}</Status>
        {breaker.state !== "closed" && health.breakerUntil !== null && (
          <span>
            {t("health.nextTry")} <When at={health.breakerUntil} isDue />
          </span>
        )}
      </Group>
    ) : (
      <Status key="breaker" meaning="neutral">
        {t("health.notAsked")}
      </Status>
    ),
  ]);
  facts.push([
    t("columns.lastSuccess"),
    health.lastSuccessAt === null ? t("health.noSuccess") : <When key="last" at={health.lastSuccessAt} />,
  ]);
  if (health.failingSince !== null)
    facts.push([t("health.failingSince"), <When key="since" at={health.failingSince} isExact />]);
  if (health.ordersUnreadSince !== null)
    facts.push([
      t(health.ordersUnreadBecause === "checking" ? "health.ordersChecked" : "health.ordersUnread"),
      <Stack key="unread" gap={0}>
        <When at={health.ordersUnreadSince} isExact />
        {health.ordersError !== null && <span>{health.ordersError}</span>}
      </Stack>,
    ]);
  if (health.stockContestedSince !== null)
    facts.push([
      t("health.stockContested"),
      <Stack key="contested" gap={0}>
        <When at={health.stockContestedSince} isExact />
        <span>{t("health.stockContestedItems", { count: health.stockContestedItems })}</span>
      </Stack>,
    ]);
  return (
    <Card help={<Help of="health" />} title={t("health.title")}>
      <Facts facts={facts} />
    </Card>
  );
}

const SECOND_MS = 1_000;

/** How long an exchange takes, as people say it; undefined while nothing was timed. */
function useTook({ latencyMsP50: half, latencyMsP95: most }: Health): string | undefined {
  const { t } = useTranslation("stores");
  const { duration } = useFormat();
  if (half === null || most === null) return undefined;
  const words = (ms: number) => (ms < SECOND_MS ? t("health.underSecond") : duration(ms));
  return words(half) === words(most) ? words(most) : t("health.took", { half: words(half), most: words(most) });
}

function Waiting({ health }: { readonly health: Health }) {
  const { t } = useTranslation("stores");
  const { number, duration } = useFormat();
  const lag = (count: number, ms: number | null) =>
    count === 0
      ? t("health.nothingWaits")
      : t("health.waits", { number: number(count), lag: duration(Math.max(ms ?? 0, 0)) });
  return (
    <Card help={<Help of="health" />} title={t("health.waiting")}>
      <Stack gap="sm">
        {health.heldBackBy !== null && (
          <Alert color="yellow" icon={<IconAlertTriangle size={18} />}>
            {t("health.heldBack")}
          </Alert>
        )}
        <Facts
          facts={[
            [t("health.outbound"), lag(health.outboundWaiting, health.outboundLagMs)],
            [t("health.inbound"), lag(health.inboundWaiting, health.inboundLagMs)],
            ...(health.ordersFoundByPoll === 0
              ? []
              : [[t("health.missed"), t("health.missedText", { count: health.ordersFoundByPoll })] as const]),
          ]}
        />
      </Stack>
    </Card>
  );
}
