/** A connected account: test it, change what it is set to, replace its secrets, connect again, disconnect. */
import { Alert, Button, Group, Stack, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Told } from "../said/told.tsx";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { CopyField } from "../ui/copy-field.tsx";
import { LinkButton } from "../ui/link.ts";
import { Page } from "../ui/page.tsx";
import { fieldErrors, ProblemNotice } from "../ui/problem.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { Tested } from "./connect/check.tsx";
import { FormField, faultOf } from "./connect/form-field.tsx";
import { LateSecrets } from "./connect/late-secrets.tsx";
import { type Connection, connectionQuery, type Provider, providerOfQuery } from "./data.ts";
import { ConnectionState } from "./state.tsx";

export function Settings() {
  const { t } = useTranslation("integrations");
  const { id } = useParams({ from: "/app/integrations/$id" });
  const { may } = useSession();
  const store = useQuery(connectionQuery(id));
  const provider = useQuery(providerOfQuery(id));
  const failure = store.error ?? provider.error;
  if (failure !== null)
    return (
      <Page title={t("title")} above={{ label: t("title"), to: "/integrations" }}>
        <ProblemNotice error={failure} onRetry={() => void store.refetch()} />
      </Page>
    );
  if (!store.data || !provider.data) return <PageSkeleton />;
  return (
    <Page
      title={store.data.name}
      above={{ label: t("title"), to: "/integrations" }}
      state={<ConnectionState {...store.data} />}
      actions={may("connect") && <Actions store={store.data} />}
    >
      {store.data.state === "needs_reauth" && <Reconnect store={store.data} />}
      <TwoColumns
        main={
          may("connect") && (
            <>
              <Form key={store.data.updatedAt} store={store.data} provider={provider.data} />
              <LateSecrets provider={provider.data} store={store.data} all />
            </>
          )
        }
        side={
          <>
            <Tested provider={provider.data} store={store.data} />
            <Addresses store={store.data} provider={provider.data} />
          </>
        }
      />
    </Page>
  );
}

function Reconnect({ store }: { readonly store: Connection }) {
  const { t } = useTranslation("integrations");
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t("reconnectTitle", { name: store.name })}>
      <Group justify="space-between">
        {store.lastError !== null && <Told text={store.lastError} />}
        <LinkButton
          size="xs"
          to="/integrations/connect/$provider"
          params={{ provider: store.provider }}
          search={{ store: store.id, step: "credentials" }}
        >
          {t("settings.reconnect")}
        </LinkButton>
      </Group>
    </Alert>
  );
}

function Actions({ store }: { readonly store: Connection }) {
  const { t } = useTranslation("integrations");
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const path = { params: { path: { id: store.id } } };
  const done = () => client.invalidateQueries({ queryKey: ["stores"] });
  const move = useAction({
    run: (to: "pause" | "resume" | "activate") =>
      body(
        to === "pause"
          ? hub.POST("/api/connections/{id}/pause", path)
          : to === "resume"
            ? hub.POST("/api/connections/{id}/resume", path)
            : hub.POST("/api/connections/{id}/activate", path),
      ),
    done,
  });
  const end = useAction({
    run: () => body(hub.DELETE("/api/connections/{id}", path)),
    said: t("settings.disconnected", { name: store.name }),
    async done() {
      await navigate({ to: "/integrations" });
      client.removeQueries({ queryKey: ["stores", store.id] });
      await done();
    },
  });
  return (
    <>
      {store.kind === "commerce" && store.state === "active" && (
        <LinkButton
          variant="default"
          to="/integrations/connect/$provider"
          params={{ provider: store.provider }}
          search={{ store: store.id, step: "choose" }}
        >
          {t("settings.sync")}
        </LinkButton>
      )}
      {store.state === "active" && (
        <Button variant="default" loading={move.isRunning} onClick={() => move.start("pause")}>
          {t("settings.pause")}
        </Button>
      )}
      {(store.state === "paused" || store.state === "inactive") && (
        <Button loading={move.isRunning} onClick={() => move.start(store.state === "paused" ? "resume" : "activate")}>
          {t("settings.resume")}
        </Button>
      )}
      <Button variant="light" color="red" onClick={() => setAsking(true)}>
        {t("settings.disconnect")}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={t("settings.disconnectNamed", { name: store.name })}
        text={t("settings.disconnectText", { platform: store.providerName })}
        label={t("settings.disconnectNamed", { name: store.name })}
        isRunning={end.isRunning}
        onConfirm={() => end.start()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

function Form({ store, provider }: { readonly store: Connection; readonly provider: Provider }) {
  const { t } = useTranslation("integrations");
  const client = useQueryClient();
  const fields = provider.settingsFields ?? [];
  const first = {
    name: store.name,
    orderPrefix: store.orderPrefix,
    ...Object.fromEntries(fields.map(({ id, defaultValue = "" }) => [id, String(store.settings[id] ?? defaultValue)])),
  };
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(first);
  const changed = Object.entries(typed).filter(([name, value]) => value !== Reflect.get(first, name));
  const save = useAction({
    run() {
      const { name, orderPrefix, ...rest } = Object.fromEntries(changed);
      const settings = Object.fromEntries(
        Object.entries(rest).map(([id, value]) => [
          id,
          typedValue(fields.find((field) => field.id === id)?.type, value),
        ]),
      );
      return body(
        hub.PATCH("/api/connections/{id}", {
          params: { path: { id: store.id } },
          body: {
            ...(name !== undefined && { name }),
            ...(orderPrefix !== undefined && { orderPrefix }),
            ...(Object.keys(settings).length > 0 && { settings }),
          },
        }),
      );
    },
    said: t("settings.saved"),
    done: () => client.invalidateQueries({ queryKey: ["stores"] }),
    isQuietFailure: true,
  });
  const errors = fieldErrors(save.error);
  const set = (name: string) => (value: string) => setTyped({ ...typed, [name]: value });
  return (
    <Card title={t("settings.title")}>
      <Stack gap="md">
        {save.error !== null && Object.keys(errors).length === 0 && <ProblemNotice error={save.error} />}
        <TextInput
          label={t("form.name")}
          maxLength={120}
          value={typed["name"] ?? ""}
          error={errors["name"]}
          onChange={(event) => set("name")(event.currentTarget.value)}
        />
        {store.kind === "commerce" && (
          <TextInput
            label={t("settings.prefix")}
            description={t("settings.prefixHelp")}
            maxLength={12}
            value={typed["orderPrefix"] ?? ""}
            error={errors["orderPrefix"]}
            onChange={(event) => set("orderPrefix")(event.currentTarget.value)}
          />
        )}
        {fields.map((field) => {
          const fault = faultOf(field, typed[field.id] ?? "");
          const shape = fault === null ? undefined : "hint" in fault ? fault.hint : t(`form.${fault.word}`);
          return (
            <FormField
              key={field.id}
              field={field}
              value={typed[field.id] ?? ""}
              error={shape ?? errors[`settings.${field.id}`]}
              onChange={set(field.id)}
              onLeave={() => undefined}
            />
          );
        })}
      </Stack>
      <SaveBar
        isChanged={changed.length > 0}
        isSaving={save.isRunning}
        onSave={() => save.start()}
        onUndo={() => setTyped(first)}
      />
    </Card>
  );
}

function typedValue(type: string | undefined, value: string): string | number | boolean {
  if (type === "boolean") return value === "true";
  return type === "number" && value.trim() !== "" ? Number(value) : value;
}

function Addresses({ store, provider }: { readonly store: Connection; readonly provider: Provider }) {
  const { t } = useTranslation("integrations");
  const urls = Object.entries(store.webhookUrls ?? {});
  if (urls.length === 0) return null;
  return (
    <Card title={t("steps.webhooks")}>
      <Stack gap="sm">
        {urls.map(([topic, url]) => (
          <CopyField
            key={topic}
            label={provider.topics.find(({ id }) => id === topic)?.label ?? t("steps.webhookUrl")}
            value={url}
          />
        ))}
      </Stack>
    </Card>
  );
}
