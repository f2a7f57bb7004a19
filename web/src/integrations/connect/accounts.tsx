/** A consent opened several accounts: which of them become stores here. */
import { Alert, Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../../data/hub.ts";
import { Help } from "../../help/help.tsx";
import { countryName } from "../../i18n/choices.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { starts, useFormAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { boundTick } from "../../ui/field.ts";
import { LinkAnchor } from "../../ui/link.ts";
import { ProblemNotice } from "../../ui/problem.tsx";
import { PageSkeleton } from "../../ui/skeletons.tsx";
import { When } from "../../ui/when.tsx";
import { type Account, accountsQuery, type Connection, connectionsQuery, type Provider } from "../data.ts";
import { forgetForm } from "./use-form.ts";

interface Props {
  readonly provider: Provider;
  readonly store: Connection;
  /** The ids of the connections made beside this one. */
  onConnected(others: readonly string[]): void;
  /** Back to the form, for another sign-in at the platform. */
  onRestart(): void;
}

export function Accounts({ provider, store, onConnected, onRestart }: Props) {
  const { t } = useTranslation("integrations");
  const client = useQueryClient();
  const existing = useQuery(accountsQuery(store.id));
  const [picked, setPicked] = useState<readonly string[]>([]);
  const connect = useFormAction({
    run: (accounts: readonly string[]) =>
      body(
        hub.POST("/api/stores/{id}/accounts", {
          ...ofId(store.id),
          body: { accounts: [...accounts] },
        }),
      ),
    async done({ connections }) {
      forgetForm(store.id);
      onConnected(connections.slice(1).map(({ id }) => id));
      await client.invalidateQueries({ queryKey: ["stores"] });
    },
  });
  if (!existing.data) return existing.error ? <ProblemNotice error={existing.error} /> : <PageSkeleton />;
  const { accounts, expiresAt } = existing.data;
  const free = accounts.filter(({ connection }) => connection === null).map(({ externalId }) => externalId);
  return (
    <Card help={<Help of="channel" />} title={t("accounts.title")}>
      <Stack gap="md">
        <Text size="sm">{t("accounts.covers", { count: accounts.length, name: provider.name })}</Text>
        {connect.error !== null && <ProblemNotice error={connect.error} />}
        {free.length > 1 && (
          <Checkbox
            label={t("accounts.all")}
            {...boundTick(picked.length === free.length, (isOn) => setPicked(isOn ? free : []))}
            indeterminate={picked.length > 0 && picked.length < free.length}
          />
        )}
        <Checkbox.Group value={[...picked]} onChange={setPicked} aria-label={t("accounts.title")}>
          <Stack gap="sm">
            {accounts.map((account) => (
              <Pick key={account.externalId} account={account} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Group justify="space-between" gap="sm">
          <Text size="xs" c="var(--quiet)" maw={420}>
            {t("accounts.later")} {expiresAt !== null && <When at={expiresAt} />}
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={onRestart}>
              {t("accounts.restart")}
            </Button>
            <Button disabled={picked.length === 0} {...starts(connect, picked)}>
              {t("accounts.connect")}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Card>
  );
}

function Pick({ account }: { readonly account: Account }) {
  const { t, language } = useTranslation("integrations");
  const { externalId, name, country, connection } = account;
  const at = [externalId, ...(country === null ? [] : [countryName(country, language)])].join(" · ");
  return (
    <Stack gap={2} data-account={externalId}>
      <Checkbox
        value={externalId}
        label={<bdi>{name}</bdi>}
        description={<bdi>{at}</bdi>}
        disabled={connection !== null}
      />
      {connection !== null && (
        <Text size="xs" c="var(--quiet)" ps={28}>
          {t("accounts.connectedAs")}{" "}
          <LinkAnchor size="xs" to="/channels/$id" params={{ id: connection.id }}>
            <bdi>{connection.name}</bdi>
          </LinkAnchor>
        </Text>
      )}
    </Stack>
  );
}

/** The stores made of the same consent: each is set up like this one. */
export function AlsoConnected({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation("integrations");
  const { data } = useQuery(connectionsQuery());
  const stores = data?.items.filter(({ id }) => ids.includes(id)) ?? [];
  if (stores.length === 0) return null;
  return (
    <Alert color="green" icon={<IconCircleCheck size={18} />} title={t("accounts.also")}>
      <Group gap="md">
        {stores.map(({ id, name, provider }) => (
          <LinkAnchor
            key={id}
            size="sm"
            to="/channels/connect/$provider"
            params={{ provider }}
            search={{ store: id, step: "check" }}
          >
            <bdi>{name}</bdi>
          </LinkAnchor>
        ))}
      </Group>
    </Alert>
  );
}
