/** Adds an endpoint, or changes one; a new one's secret is shown once. */

import { Checkbox, SimpleGrid, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { changedOf } from "../ui/changed.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText } from "../ui/field.ts";
import { fieldErrors } from "../ui/problem.tsx";
import type texts from "./messages/en.json";
import { eventTypesQuery } from "./queries.ts";
import { SecretOnce } from "./secret-once.tsx";

type Endpoint = Shape<"WebhookEndpoint">;
type EventType = Endpoint["eventTypes"][number];

const USUAL: readonly EventType[] = ["order.created", "order.updated", "stock.changed"];

export function EndpointForm({ endpoint, onClose }: { readonly endpoint?: Endpoint; onClose(): void }) {
  const { t } = useTranslation("settings");
  const types = useQuery(eventTypesQuery);
  const [url, setUrl] = useState(endpoint?.url ?? "");
  const [description, setDescription] = useState(endpoint?.description ?? "");
  const [chosen, setChosen] = useState<readonly EventType[]>(endpoint?.eventTypes ?? USUAL);
  const [secret, setSecret] = useState<string | null>(null);
  const typed = { url: url.trim(), description: description.trim(), eventTypes: [...chosen] };
  const [first] = useState(typed);
  const save = useFormAction({
    async run() {
      if (!endpoint) return (await body(hub.POST("/api/webhook-endpoints", { body: typed }))).secret;
      await hub.PATCH("/api/webhook-endpoints/{id}", { ...ofId(endpoint.id), body: changedOf(first, typed) });
      return null;
    },
    renews: [["webhooks"]],
    done: (made) => (made === null ? onClose() : setSecret(made)),
  });
  const errors = fieldErrors(save.error);
  if (secret !== null)
    return (
      <SecretOnce
        title={t("webhooks.added")}
        label={t("webhooks.secret")}
        secret={secret}
        text={t("webhooks.secretOnce")}
        onClose={onClose}
      />
    );
  return (
    <FormDialog
      help={<Help of="webhook_endpoint" />}
      size="lg"
      title={t(endpoint ? "webhooks.edit" : "webhooks.add")}
      label={t(endpoint ? "save" : "webhooks.add")}
      isReady={chosen.length > 0}
      action={save}
      errors={errors}
      onClose={onClose}
    >
      <TextInput
        type="url"
        label={t("webhooks.url")}
        description={t("webhooks.urlHelp")}
        placeholder="https://"
        required
        data-autofocus
        maxLength={2_000}
        {...boundText(url, setUrl)}
        error={errors["url"]}
        styles={{ input: { direction: "ltr" } }}
      />
      <TextInput
        label={t("webhooks.description")}
        maxLength={200}
        {...boundText(description, setDescription)}
        error={errors["description"]}
      />
      <Checkbox.Group
        label={t("webhooks.events")}
        required
        value={[...chosen]}
        error={errors["eventTypes"]}
        onChange={(next) => setChosen(next as EventType[])}
      >
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt="xs">
          {types.data?.items.map(({ type }) => (
            <Checkbox
              key={type}
              value={type}
              label={t(`webhooks.types.${type.replace(".", "_") as TypeWord}`)}
              description={
                <Text component="span" size="xs" className="code">
                  {type}
                </Text>
              }
            />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
    </FormDialog>
  );
}

type TypeWord = keyof (typeof texts)["webhooks"]["types"];
