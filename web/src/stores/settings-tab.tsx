/** What a channel is set to, its keys, and where its platform tells the hub of changes. */
import { Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { Tested } from "../integrations/connect/check.tsx";
import { FormField, faultOf } from "../integrations/connect/form-field.tsx";
import { LateSecrets } from "../integrations/connect/late-secrets.tsx";
import { providerOfQuery } from "../integrations/data.ts";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { CopyField } from "../ui/copy-field.tsx";
import { boundText } from "../ui/field.ts";
import { LinkButton } from "../ui/link.ts";
import { fieldErrors, ProblemNotice } from "../ui/problem.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { type Provider, type Store, wizardOf } from "./data.ts";
import { PickupAddresses } from "./pickup-addresses.tsx";

export function SettingsTab({ store }: { readonly store: Store }) {
  const { t } = useTranslation("integrations");
  const { may } = useSession();
  const provider = useQuery(providerOfQuery(store.id));
  if (provider.error !== null) return <ProblemNotice error={provider.error} onRetry={() => void provider.refetch()} />;
  if (!provider.data) return <RowsSkeleton />;
  return (
    <TwoColumns
      main={
        may("connect") && (
          <>
            <Form key={store.updatedAt} store={store} provider={provider.data} />
            {store.kind === "logistics" && may("edit_catalogue") && <PickupAddresses store={store} />}
            <LateSecrets provider={provider.data} store={store} all />
          </>
        )
      }
      side={
        <>
          <Tested provider={provider.data} store={store} />
          <Addresses store={store} provider={provider.data} />
          {may("connect") && store.kind === "commerce" && store.state === "active" && (
            <LinkButton variant="default" {...wizardOf(store, "choose")}>
              {t("settings.sync")}
            </LinkButton>
          )}
        </>
      }
    />
  );
}

function Form({ store, provider }: { readonly store: Store; readonly provider: Provider }) {
  const { t } = useTranslation("integrations");
  const fields = provider.settingsFields ?? [];
  const first = {
    name: store.name,
    orderPrefix: store.orderPrefix,
    ...Object.fromEntries(fields.map(({ id, defaultValue = "" }) => [id, String(store.settings[id] ?? defaultValue)])),
  };
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(first);
  const changed = Object.entries(typed).filter(([name, value]) => value !== Reflect.get(first, name));
  const save = useFormAction({
    run() {
      const { name, orderPrefix, ...rest } = Object.fromEntries(changed);
      const settings = Object.fromEntries(
        Object.entries(rest).map(([id, value]) => [
          id,
          typedValue(fields.find((field) => field.id === id)?.type, value),
        ]),
      );
      return body(
        hub.PATCH("/api/stores/{id}", {
          ...ofId(store.id),
          body: {
            ...(name !== undefined && { name }),
            ...(orderPrefix !== undefined && { orderPrefix }),
            ...(Object.keys(settings).length > 0 && { settings }),
          },
        }),
      );
    },
    said: t("settings.saved"),
    renews: [["stores"]],
  });
  const errors = fieldErrors(save.error);
  const set = (name: string) => (value: string) => setTyped({ ...typed, [name]: value });
  return (
    <Card help={<Help of="channel" />} title={t("settings.title")}>
      <Stack gap="md">
        {save.error !== null && Object.keys(errors).length === 0 && <ProblemNotice error={save.error} />}
        <TextInput
          label={t("form.name")}
          maxLength={120}
          {...boundText(typed["name"] ?? "", (text) => set("name")(text))}
          error={errors["name"]}
        />
        {store.kind === "commerce" && (
          <TextInput
            label={t("settings.prefix")}
            description={t("settings.prefixHelp")}
            maxLength={12}
            {...boundText(typed["orderPrefix"] ?? "", (text) => set("orderPrefix")(text))}
            error={errors["orderPrefix"]}
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

function Addresses({ store, provider }: { readonly store: Store; readonly provider: Provider }) {
  const { t } = useTranslation("integrations");
  const urls = Object.entries(store.webhookUrls ?? {});
  if (urls.length === 0) return null;
  return (
    <Card help={<Help of="webhook" />} title={t("steps.webhooks")}>
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
