/** The platform's own form beside what to do there; the platform is asked before anything is saved. */
import { Alert, Button, Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconClock, IconExternalLink } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../../data/hub.ts";
import { Help } from "../../help/help.tsx";
import { useTranslation } from "../../i18n/translation.ts";
import { useFormAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { boundText, boundTick } from "../../ui/field.ts";
import { ProblemNotice } from "../../ui/problem.tsx";
import { TwoColumns } from "../../ui/two-columns.tsx";
import { type Connection, formerQuery, type Provider } from "../data.ts";
import { DescribedField } from "./described-field.tsx";
import { FormField } from "./form-field.tsx";
import { Instructions } from "./instructions.tsx";
import { OwnApp } from "./own-app.tsx";
import { Trial } from "./trial.tsx";
import { forgetForm, useForm } from "./use-form.ts";

interface Props {
  readonly provider: Provider;
  readonly store: Connection;
  readonly secret: string | undefined;
  onSecret(secret: string): void;
  /** Values an install begun on the platform's side brings along. */
  readonly given: Readonly<Record<string, string | undefined>>;
  readonly refused: string | undefined;
  onConnected(): void;
}

export function Credentials({ provider, store, secret, onSecret, given, refused, onConnected }: Props) {
  const { t } = useTranslation("integrations");
  const client = useQueryClient();
  const [name, setName] = useState(store.name);
  const [waits, setWaits] = useState<string>();
  const former = useQuery(formerQuery(provider.id)).data ?? [];
  const [takesOver, setTakesOver] = useState(true);
  const connect = useFormAction({
    run: (values: Record<string, string>) =>
      body(
        hub.POST("/api/stores", {
          body: {
            provider: provider.id,
            draftId: store.id,
            name: name.trim() || provider.name,
            values,
            syncOptions: { review: true, takeOver: takesOver },
            returnTo: `/channels/connect/${provider.id}?store=:id&step=check`,
          },
        }),
      ),
    async done(answer) {
      // The platform's page; its consent leads back here.
      if (answer.step === "redirect" && answer.url !== undefined) return window.location.assign(answer.url);
      if (answer.step === "wait") return setWaits(answer.text ?? t("form.waits"));
      forgetForm(store.id);
      await client.invalidateQueries({ queryKey: ["stores"] });
      onConnected();
    },
  });
  const fields = provider.setupFormFields.filter(({ afterSave }) => !afterSave);
  const form = useForm({
    fields,
    store: store.id,
    given: { ...textsOf(store.settings), ...given },
    refusal: connect.error,
    isFirst: store.state === "draft",
  });
  // Only a description can be tried; other platforms are asked when they are connected.
  const isDescribed = fields.some(({ type }) => type === "json");
  return (
    <TwoColumns
      main={
        <Card help={<Help of="credentials" />} title={t("form.title", { name: provider.name })}>
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              const values = form.check();
              if (values !== null) connect.start(values);
            }}
          >
            <Stack gap="md">
              {refused !== undefined && connect.error === null && !connect.isRunning && (
                <ProblemNotice error={new Error(refused)} />
              )}
              {connect.error !== null && form.isElsewhere && <ProblemNotice error={connect.error} />}
              <TextInput
                label={t("form.name")}
                description={t("form.nameHelp")}
                {...boundText(name, setName)}
                maxLength={120}
              />
              {fields.filter(form.isAsked).map((field) => {
                const props = {
                  field,
                  value: form.valueOf(field),
                  error: form.errorOf(field),
                  onChange: (value: string) => form.set(field, value),
                  onLeave: () => form.leave(field),
                };
                return field.type === "json" ? (
                  <DescribedField key={field.id} provider={provider.id} {...props} />
                ) : (
                  <FormField key={field.id} {...props} />
                );
              })}
              {store.state === "draft" && former.length > 0 && (
                <Checkbox
                  label={t("form.takeOver")}
                  description={t("form.takeOverHelp", { names: former.map(({ name }) => name).join(", ") })}
                  {...boundTick(takesOver, setTakesOver)}
                />
              )}
              {waits !== undefined && (
                <Alert color="blue" icon={<IconClock size={18} />} role="status">
                  {waits}
                </Alert>
              )}
              {isDescribed && <Trial provider={provider.id} store={store.id} values={form.check} />}
              <Group justify="space-between" gap="sm">
                <Text size="xs" c="var(--quiet)" maw={420}>
                  {t("form.promise")}
                </Text>
                <Button
                  type="submit"
                  loading={connect.isRunning}
                  {...(provider.connectType === "oauth" && { rightSection: <IconExternalLink size={16} /> })}
                >
                  {t("form.send", { name: provider.name })}
                </Button>
              </Group>
            </Stack>
          </form>
        </Card>
      }
      side={
        <Stack gap="md">
          <Card title={t("steps.title", { name: provider.name })}>
            <Instructions
              provider={provider}
              store={store.id}
              webhookUrls={store.webhookUrls ?? {}}
              secret={secret}
              onSecret={onSecret}
            />
          </Card>
          <OwnApp provider={provider} />
        </Stack>
      }
    />
  );
}

function textsOf(settings: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) =>
      ["string", "number", "boolean"].includes(typeof value) ? [[name, String(value)]] : [],
    ),
  );
}
