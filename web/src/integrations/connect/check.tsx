/** The platform answered: what it said of the account, what is missing, and whether its deliveries arrive. */
import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconClock, IconFileUpload } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { body, hub } from "../../data/hub.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useAction } from "../../ui/action.ts";
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
      <Tested store={store} />
      {provider.topics.length > 0 && <Deliveries provider={provider} store={store} />}
      <LateSecrets provider={provider} store={store} />
      {provider.capabilities.includes("files") && (
        <Alert color="blue" icon={<IconFileUpload size={18} />} title={t("check.files")}>
          <bdi>{provider.setupSteps.at(-1)?.text}</bdi>
        </Alert>
      )}
      <Group justify="flex-end">
        {onNext ? (
          <Button onClick={onNext}>{t("check.next")}</Button>
        ) : (
          <LinkButton to="/integrations">{t("check.done")}</LinkButton>
        )}
      </Group>
    </Stack>
  );
}

/** What the platform told of the account, and asking it again. */
export function Tested({ store }: { readonly store: Connection }) {
  const { t } = useTranslation("integrations");
  const client = useQueryClient();
  const test = useAction({
    run: () => body(hub.POST("/api/connections/{id}/test", { params: { path: { id: store.id } } })),
    said: t("check.works"),
    done: () => client.invalidateQueries({ queryKey: ["stores"] }),
  });
  return (
    <Card
      title={t("check.title", { name: store.name })}
      actions={
        <Button size="xs" variant="default" loading={test.isRunning} onClick={() => test.start()}>
          {t("check.again")}
        </Button>
      }
    >
      <Stack gap="md">
        <Facts facts={[[t("stateName"), <ConnectionState key="state" {...store} />], ...factsOf(store)]} />
        {store.missingScopes.length > 0 && (
          <Alert color="yellow" icon={<IconAlertTriangle size={18} />} title={t("check.missing")}>
            <List size="sm">
              {store.missingScopes.map(({ scope, disables }) => (
                <List.Item key={scope}>
                  <span className="code">{scope}</span>: {disables}
                </List.Item>
              ))}
            </List>
          </Alert>
        )}
        {store.warnings.map((warning) => (
          <Text key={warning} size="sm" dir="auto">
            <IconAlertTriangle size={14} aria-hidden /> {warning}
          </Text>
        ))}
      </Stack>
    </Card>
  );
}

/** Facts that people understand as they are: short texts and numbers. */
function factsOf({ facts, accountId }: Connection): [string, string][] {
  const shown = Object.entries(facts).flatMap(([name, value]): [string, string][] =>
    (typeof value === "string" && value !== "" && value.length < 80) || typeof value === "number"
      ? [[wordsOf(name), String(value)]]
      : [],
  );
  return [...shown, ...(accountId === null ? [] : [["Id", accountId] as [string, string]])];
}

/** "shopName" -> "Shop name": what a platform calls its facts. */
const wordsOf = (name: string): string => {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

function Deliveries({ provider, store }: { readonly provider: Provider; readonly store: Connection }) {
  const { t } = useTranslation("integrations");
  const arrived = store.firstWebhookAt;
  return (
    <Card title={t("check.webhooks")}>
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
