import { Button, Checkbox, TextInput } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import type { Action } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction, useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { Empty } from "../ui/empty.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { OneOf } from "../ui/one-of.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { fieldErrors, ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import { SettingsFrame } from "./frame.tsx";
import { apiKeysQuery } from "./queries.ts";
import { RoleSelect } from "./role-select.tsx";
import type { Role } from "./roles.tsx";
import { SecretOnce } from "./secret-once.tsx";

type ApiKey = Awaited<ReturnType<NonNullable<typeof apiKeysQuery.queryFn>>>["items"][number];

export function ApiKeys() {
  const { t } = useTranslation("settings");
  const keys = useQuery(apiKeysQuery);
  const [isMaking, setMaking] = useState(false);
  const make = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
      {t("keys.make")}
    </Button>
  );
  return (
    <SettingsFrame actions={keys.data && keys.data.items.length > 0 && make}>
      <Card help={<Help of="api_key" />} title={t("sections.api-keys")} isFlush>
        {keys.isPending && <RowsSkeleton />}
        {keys.isError && <ProblemNotice error={keys.error} onRetry={() => void keys.refetch()} />}
        {keys.data?.items.length === 0 && (
          <Empty icon={IconKey} title={t("keys.emptyTitle")} text={t("keys.emptyText")} action={make} />
        )}
        {keys.data && keys.data.items.length > 0 && <KeyList keys={keys.data.items} />}
      </Card>
      {isMaking && <NewKey onClose={() => setMaking(false)} />}
    </SettingsFrame>
  );
}

const stateOf = (key: ApiKey): "revoked" | "expired" | "valid" => {
  if (key.revokedAt !== null) return "revoked";
  return key.expiresAt !== null && new Date(key.expiresAt).getTime() <= Date.now() ? "expired" : "valid";
};

function KeyList({ keys }: { readonly keys: readonly ApiKey[] }) {
  const { t } = useTranslation("settings");
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const revoke = useAction({
    run: (id: string) => hub.DELETE("/api/api-keys/{id}", ofId(id)),
    renews: [apiKeysQuery.queryKey],
    done: () => {
      setRevoking(null);
    },
    said: t("keys.revoked"),
  });
  const columns: readonly Column<ApiKey>[] = [
    column.title("name", t("keys.name"), ({ name }) => name),
    column.fact("start", t("keys.start"), ({ start }) => <code>{start}…</code>),
    column.fact("role", t("team.role"), (key) => <Rights apiKey={key} />),
    column.fact("used", t("keys.lastUsed"), ({ lastUsedAt }) =>
      lastUsedAt === null ? t("keys.never") : <When at={lastUsedAt} />,
    ),
    column.plain("expires", t("keys.expires"), ({ expiresAt }) =>
      expiresAt === null ? t("keys.never") : <When at={expiresAt} />,
    ),
    column.plain("by", t("keys.by"), ({ createdBy }) => createdBy),
    column.state("state", t("team.state"), (key) => (
      <Status meaning={stateOf(key) === "valid" ? "good" : "neutral"}>{t(`keys.${stateOf(key)}`)}</Status>
    )),
  ];
  return (
    <>
      <PlainList
        label={t("sections.api-keys")}
        rows={keys}
        columns={columns}
        actions={(key) =>
          stateOf(key) === "valid" ? (
            <Button size="compact-sm" variant="default" onClick={() => setRevoking(key)}>
              {t("keys.revoke")}
            </Button>
          ) : null
        }
      />
      <Confirm
        isOpen={revoking !== null}
        title={t("keys.revokeTitle", { name: revoking?.name })}
        text={t("keys.revokeText")}
        label={t("keys.revokeTitle", { name: revoking?.name })}
        isRunning={revoke.isRunning}
        onConfirm={() => revoking && revoke.start(revoking.id)}
        onClose={() => setRevoking(null)}
      />
    </>
  );
}

function Rights({ apiKey }: { readonly apiKey: ApiKey }) {
  const { t } = useTranslation("settings");
  return (
    <>
      {t(`roles.${apiKey.role}.name`)}
      {apiKey.actions !== null && ` · ${apiKey.actions.map((action) => t(`actions.${action}`)).join(", ")}`}
    </>
  );
}

const DAYS = { none: null, "30": 30, "90": 90, "365": 365 } as const;
type Days = keyof typeof DAYS;

function expiryOf(days: Days) {
  const expiry = DAYS[days];
  return expiry === null ? {} : { expiresAt: new Date(Date.now() + expiry * 86_400_000).toISOString() };
}

const PUSH_ONLY: Action[] = ["push_records"];

function NewKey({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("manager");
  const [isPush, setPush] = useState(false);
  const [days, setDays] = useState<Days>("none");
  const [secret, setSecret] = useState<string | null>(null);
  const make = useFormAction({
    run: () => {
      const only = isPush ? { actions: PUSH_ONLY } : {};
      return body(hub.POST("/api/api-keys", { body: { name: name.trim(), role, ...only, ...expiryOf(days) } }));
    },
    async done({ key }) {
      setSecret(key);
      await client.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
    },
  });
  const errors = fieldErrors(make.error);
  if (secret !== null)
    return (
      <SecretOnce
        title={t("keys.made")}
        label={t("keys.key")}
        secret={secret}
        text={t("keys.once")}
        onClose={onClose}
      />
    );
  return (
    <FormDialog
      help={<Help of="api_key" />}
      title={t("keys.make")}
      label={t("keys.make")}
      action={make}
      errors={errors}
      onClose={onClose}
    >
      <TextInput
        label={t("keys.name")}
        description={t("keys.nameHelp")}
        required
        maxLength={120}
        data-autofocus
        {...boundText(name, setName)}
        error={errors["name"]}
      />
      <RoleSelect role={role} error={errors["role"] ?? errors["actions"]} onChange={setRole} />
      {["owner", "admin", "manager"].includes(role) && (
        <Checkbox label={t("keys.pushOnly")} {...boundTick(isPush, setPush)} />
      )}
      <OneOf
        label={t("keys.expires")}
        options={worded(Object.keys(DAYS) as Days[], (each) => t(`keys.days.${each}`))}
        value={days}
        error={errors["expiresAt"]}
        onChange={setDays}
      />
    </FormDialog>
  );
}
