/** The platform answered: what it said of the account, what is missing, and whether its deliveries arrive. */
import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconClock, IconFileUpload, IconHistory } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { body, hub, ofId } from "../../data/hub.ts";
import { Help } from "../../help/help.tsx";
import { type Translate, useTranslation } from "../../i18n/translation.ts";
import { NextLink } from "../../next-step/next-link.tsx";
import { starts, useAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { LinkButton } from "../../ui/link.ts";
import { When } from "../../ui/when.tsx";
import type { Connection, Provider } from "../data.ts";
import { ConnectionState } from "../state.tsx";
import { LateSecrets } from "./late-secrets.tsx";

export function Check({
  provider,
  store,
  onNext,
}: {
  readonly provider: Provider;
  readonly store: Connection;
  onNext?: (() => void) | undefined;
}) {
  const { t } = useTranslation("integrations");
  return (
    <Stack gap="md">
      {store.reconnectedAt !== null && (
        <Alert color="blue" icon={<IconHistory size={18} />} title={t("check.back", { name: store.name })}>
          {t("check.backText")}
        </Alert>
      )}
      <Tested provider={provider} store={store} />
      {provider.topics.length > 0 && <Deliveries provider={provider} store={store} />}
      <LateSecrets provider={provider} store={store} />
      {provider.capabilities.includes("files") && (
        <Alert color="blue" icon={<IconFileUpload size={18} />} title={t("check.files")}>
          <bdi>{provider.setupSteps.at(-1)?.text}</bdi>
        </Alert>
      )}
      <Group justify="space-between">
        {!onNext && provider.kind === "logistics" && <NextLink after="courier" otherwise="ship" />}
        <span />
        {onNext ? (
          <Button onClick={onNext}>{t("check.next")}</Button>
        ) : (
          <LinkButton to="/channels">{t("check.done")}</LinkButton>
        )}
      </Group>
    </Stack>
  );
}

/** What the platform told of the account, and asking it again. */
export function Tested({ provider, store }: { readonly provider: Provider; readonly store: Connection }) {
  const { t } = useTranslation("integrations");
  const test = useAction({
    run: () => body(hub.POST("/api/stores/{id}/test-connection", ofId(store.id))),
    said: t("check.works"),
    renews: [["stores"]],
  });
  return (
    <Card
      help={<Help of="channel" />}
      title={t("check.title", { name: store.name })}
      actions={
        <Button size="xs" variant="default" {...starts(test)}>
          {t("check.again")}
        </Button>
      }
    >
      <Stack gap="md">
        <Facts facts={[[t("stateName"), <ConnectionState key="state" {...store} />], ...factsOf(t, provider, store)]} />
        {store.missingScopes.length > 0 && (
          <Alert color="yellow" icon={<IconAlertTriangle size={18} />} title={t("check.missing")}>
            <List size="sm">
              {store.missingScopes.map(({ scope, disables }) => (
                <List.Item key={scope}>
                  <bdi className="code">{scope}</bdi>: <bdi>{disables}</bdi>
                </List.Item>
              ))}
            </List>
          </Alert>
        )}
        {store.warnings.map((warning) => (
          <Text key={warning} size="sm">
            <IconAlertTriangle size={14} aria-hidden /> <bdi>{warning}</bdi>
          </Text>
        ))}
      </Stack>
    </Card>
  );
}

/** What the platform told of the account, as far as its connector calls it something. */
function factsOf(
  t: Translate<"integrations">,
  { facts: labels = {} }: Provider,
  { facts, accountId }: Connection,
): [string, ReactNode][] {
  const shown = Object.entries(labels).flatMap(([key, label]): [string, ReactNode][] => {
    const value = facts[key];
    const isShort = (typeof value === "string" && value !== "") || typeof value === "number";
    return isShort ? [[label, <bdi key={key}>{String(value)}</bdi>]] : [];
  });
  return [
    ...shown,
    ...(accountId === null ? [] : [[t("check.account"), <bdi key="account">{accountId}</bdi>] as [string, ReactNode]]),
  ];
}

function Deliveries({ provider, store }: { readonly provider: Provider; readonly store: Connection }) {
  const { t } = useTranslation("integrations");
  const arrived = store.firstWebhookAt;
  return (
    <Card help={<Help of="webhook" />} title={t("check.webhooks")}>
      <Group gap="xs" role="status" data-arrived={arrived !== null}>
        {arrived === null ? (
          <IconClock size={18} aria-hidden />
        ) : (
          <IconCircleCheck size={18} color="var(--mantine-color-green-7)" aria-hidden />
        )}
        <Text size="sm">
          {arrived !== null ? (
            <>
              {t("check.arrived")} <When at={arrived} />
            </>
          ) : (
            t(provider.topics.every(({ automatic }) => automatic) ? "check.registered" : "check.awaited")
          )}
        </Text>
      </Group>
    </Card>
  );
}
