/** How a store is doing, and what a person has to do about it. */
import { Alert, Button, Group, List, Stack, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Shape } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { LinkButton } from "../ui/link.ts";
import { TwoColumns } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import { healthQuery, type Store } from "./data.ts";
import { connectionPath } from "./header.tsx";
import { SweepsCard } from "./sweeps-card.tsx";

type Health = Shape<"StoreHealth">;

export function HealthTab({ store }: { readonly store: Store }) {
  const { data: health, error, refetch } = useQuery(healthQuery(store.id));
  return (
    <Stack gap="md">
      {store.state === "needs_reauth" && <ReconnectSteps store={store} />}
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!health && error === null && <RowsSkeleton />}
      {health && (
        <TwoColumns
          main={
            <>
              <LastError store={store} />
              <Figures health={health} />
              <Waiting health={health} />
              <SweepsCard storeId={store.id} />
            </>
          }
          side={
            <>
              <Access store={store} health={health} />
              <Credentials secrets={health.secrets} />
              <About store={store} />
            </>
          }
        />
      )}
    </Stack>
  );
}

function ReconnectSteps({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  return (
    <Alert color="red" icon={<IconPlugConnectedX size={18} />} title={t("reauth.title", { name: store.name })}>
      <Stack gap="xs">
        <List type="ordered" size="sm">
          <List.Item>{t("reauth.first", { platform: store.providerName })}</List.Item>
          <List.Item>{t("reauth.second")}</List.Item>
          <List.Item>{t("reauth.third")}</List.Item>
        </List>
        <Group>
          <LinkButton size="xs" to={connectionPath(store.id)}>
            {t("actions.reconnect")}
          </LinkButton>
        </Group>
      </Stack>
    </Alert>
  );
}

function LastError({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  if (store.lastError === null) return null;
  return (
    <Alert
      color={store.health === "failing" ? "red" : "yellow"}
      icon={<IconAlertTriangle size={18} />}
      title={t("health.lastError")}
    >
      <Text size="sm" dir="auto" style={{ overflowWrap: "anywhere" }}>
        {store.lastError}
      </Text>
      <Text size="xs" c="var(--quiet)" mt={4}>
        {store.failedAttempts > 0 && t("health.tried", { count: store.failedAttempts })}{" "}
        {store.nextRetryAt !== null && (
          <>
            {t("health.nextTry")} <When at={store.nextRetryAt} />
          </>
        )}
      </Text>
    </Alert>
  );
}

const BREAKER = { closed: "good", half_open: "attention", open: "failed" } as const;

function Figures({ health }: { readonly health: Health }) {
  const { t } = useTranslation("stores");
  const { number, percent, duration } = useFormat();
  const ms = (value: number | null) => (value === null ? "–" : t("health.ms", { ms: number(value) }));
  return (
    <Card title={t("health.title")}>
      <Facts
        facts={[
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
          [
            t("health.latency"),
            t("health.latencies", { half: ms(health.latencyMsP50), most: ms(health.latencyMsP95) }),
          ],
          [
            t("health.breaker"),
            <Group key="breaker" gap="xs">
              <Status meaning={BREAKER[health.breaker.state]}>{t(`health.breakers.${health.breaker.state}`)}</Status>
              {health.breakerUntil !== null && health.breaker.state !== "closed" && <When at={health.breakerUntil} />}
            </Group>,
          ],
          [
            t("health.limits"),
            health.throttledUntil === null || Date.parse(health.throttledUntil) < Date.now() ? (
              t("health.notThrottled")
            ) : (
              <Status key="throttled" meaning="attention">
                {t("health.throttled", { wait: duration(Date.parse(health.throttledUntil) - Date.now()) })}
              </Status>
            ),
          ],
          [
            t("columns.lastSuccess"),
            health.lastSuccessAt === null ? "–" : <When key="last" at={health.lastSuccessAt} />,
          ],
          ...(health.failingSince === null
            ? []
            : [[t("health.failingSince"), <When key="since" at={health.failingSince} isExact />] as const]),
        ]}
      />
    </Card>
  );
}

function Waiting({ health }: { readonly health: Health }) {
  const { t } = useTranslation("stores");
  const { number, duration } = useFormat();
  const lag = (count: number, ms: number | null) =>
    count === 0
      ? t("health.nothingWaits")
      : t("health.waits", { number: number(count), lag: duration(Math.max(ms ?? 0, 0)) });
  return (
    <Card title={t("health.waiting")}>
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

function Access({ store, health }: { readonly store: Store; readonly health: Health }) {
  const { t } = useTranslation("stores");
  return (
    <Card title={t("access.title")}>
      <Stack gap="sm">
        {store.missingScopes.map(({ scope, disables }) => (
          <Alert
            key={scope}
            color="yellow"
            icon={<IconAlertTriangle size={18} />}
            title={t("access.missing", { scope })}
          >
            <Text size="sm">{t("access.disables", { what: disables })}</Text>
          </Alert>
        ))}
        {store.warnings.map((warning) => (
          <Alert key={warning} color="yellow" icon={<IconAlertTriangle size={18} />}>
            {warning}
          </Alert>
        ))}
        {!health.canReceiveWebhooks && (
          <Alert color="yellow" icon={<IconAlertTriangle size={18} />}>
            {t("access.noWebhooks")}
          </Alert>
        )}
        <Text size="sm" component="div">
          {store.grantedScopes.length === 0 ? (
            t("access.noScopes")
          ) : (
            <Group gap={4}>
              {store.grantedScopes.map((scope) => (
                <Status key={scope} meaning="good">
                  {scope}
                </Status>
              ))}
            </Group>
          )}
        </Text>
      </Stack>
    </Card>
  );
}

function Credentials({ secrets }: { readonly secrets: Health["secrets"] }) {
  const { t } = useTranslation("stores");
  if (secrets.length === 0) return null;
  return (
    <Card title={t("secrets.title")} isFlush>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("secrets.name")}</Table.Th>
            <Table.Th>{t("secrets.saved")}</Table.Th>
            <Table.Th>{t("secrets.ends")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {secrets.map((secret) => (
            <Table.Tr key={secret.name}>
              <Table.Td className="code" fz="xs" style={{ overflowWrap: "anywhere" }}>
                {secret.name}
              </Table.Td>
              <Table.Td>
                <When at={secret.issuedAt} />
              </Table.Td>
              <Table.Td>{secret.expiresAt === null ? t("secrets.never") : <When at={secret.expiresAt} />}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function About({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  return (
    <Card title={t("about.title")}>
      <Facts
        facts={[
          [t("about.platform"), store.providerName],
          [
            t("about.code"),
            <span key="code" className="code">
              {store.code}
            </span>,
          ],
          ...(store.storeUrl === null
            ? []
            : [
                [
                  t("about.address"),
                  <Button
                    key="address"
                    component="a"
                    href={store.storeUrl}
                    target="_blank"
                    rel="noreferrer"
                    variant="transparent"
                    size="compact-sm"
                    p={0}
                    className="code"
                  >
                    {store.storeUrl.replace(/^https?:\/\//, "")}
                  </Button>,
                ] as const,
              ]),
          [t("columns.connected"), <When key="connected" at={store.createdAt} isExact />],
          [
            t("about.firstWebhook"),
            store.firstWebhookAt === null ? (
              t("about.noWebhook")
            ) : (
              <When key="first" at={store.firstWebhookAt} isExact />
            ),
          ],
          ...(store.grantExpiresAt === null
            ? []
            : [[t("about.grantEnds"), <When key="grant" at={store.grantExpiresAt} isExact />] as const]),
        ]}
      />
    </Card>
  );
}
