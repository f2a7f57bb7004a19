/** What to do on the platform, with every address and secret it takes ready to copy. */
import { Button, Code, Group, List, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId } from "../../data/hub.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { starts, useAction } from "../../ui/action.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import type { Provider } from "../data.ts";
import { OverlapChoice, overlapOf } from "./overlap.tsx";

interface Props {
  readonly provider: Provider;
  readonly store: string;
  readonly webhookUrls: Readonly<Record<string, string>>;
  /** Known only while the answer that made it is at hand. */
  readonly secret: string | undefined;
  onSecret(secret: string): void;
}

const PLACE = /\{(webhookUrl:[^}]*|webhookSecret|callbackUrl)\}/g;

export function Instructions(props: Props) {
  const { t } = useTranslation("integrations");
  const { provider } = props;
  const shown = new Set(provider.setupSteps.flatMap(({ text }) => text.match(PLACE) ?? []));
  // Topics to paste that no step speaks of still have to be found.
  const rest = provider.topics.filter(({ id, automatic }) => !automatic && !shown.has(`{webhookUrl:${id}}`));
  return (
    <Stack gap="md">
      <List
        type="ordered"
        spacing="md"
        styles={{ itemWrapper: { width: "100%", alignItems: "flex-start" }, itemLabel: { width: "100%" } }}
      >
        {provider.setupSteps.map((step) => (
          <List.Item key={step.title}>
            <Title order={3} dir="auto">
              {step.title}
            </Title>
            <StepText text={step.text} {...props} />
          </List.Item>
        ))}
      </List>
      {rest.length > 0 && (
        <Stack gap="xs">
          <Title order={3}>{t("steps.webhooks")}</Title>
          {rest.map(({ id, label }) => (
            <CopyField key={id} label={label} value={props.webhookUrls[id] ?? ""} />
          ))}
          {rest.some(({ secret }) => secret.madeBy === "ours") && !shown.has("{webhookSecret}") && (
            <Secret {...props} />
          )}
        </Stack>
      )}
      {provider.notes !== undefined && provider.notes.length > 0 && (
        <Stack gap={4}>
          <Title order={3}>{t("plan.notes")}</Title>
          {provider.notes.map((note) => (
            <Text key={note} size="sm" dir="auto">
              {note}
            </Text>
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function StepText({ text, ...props }: Props & { readonly text: string }) {
  const { t } = useTranslation("integrations");
  const { provider, webhookUrls } = props;
  const named = [...text.matchAll(PLACE)].map(([, name = ""]) => name);
  const labelOf = (name: string) =>
    name === "callbackUrl"
      ? t("steps.callback")
      : (provider.topics.find(({ id }) => `webhookUrl:${id}` === name)?.label ?? t("steps.webhookUrl"));
  const parts = text.split(PLACE);
  return (
    <Stack gap="xs">
      <Text size="sm" dir="auto" style={{ overflowWrap: "anywhere" }}>
        {/* Every second part is the name of a place. */}
        {parts.map((part, at) =>
          at % 2 === 0 ? (
            part
          ) : (
            <Code key={part}>{part === "webhookSecret" ? t("steps.theSecret") : t("steps.theAddress")}</Code>
          ),
        )}
      </Text>
      {named.map((name) =>
        name === "webhookSecret" ? (
          <Secret key={name} {...props} />
        ) : (
          <CopyField
            key={name}
            label={labelOf(name)}
            value={
              name === "callbackUrl" ? provider.callbackUrl : (webhookUrls[name.slice("webhookUrl:".length)] ?? "")
            }
          />
        ),
      )}
    </Stack>
  );
}

function Secret({ store, secret, onSecret }: Props) {
  const { t } = useTranslation("integrations");
  const [overlaps, setOverlaps] = useState(true);
  const renew = useAction({
    run: () =>
      body(
        hub.POST("/api/stores/{id}/webhook-secret", {
          ...ofId(store),
          body: overlapOf(overlaps),
        }),
      ),
    done: ({ webhookSecret }) => onSecret(webhookSecret),
  });
  if (secret !== undefined) return <CopyField label={t("steps.secret")} value={secret} help={t("steps.secretOnce")} />;
  return (
    <Stack gap={4}>
      <Quiet size="xs">{t("steps.secretGone")}</Quiet>
      <OverlapChoice overlaps={overlaps} onChange={setOverlaps} />
      <Group>
        <Button size="xs" variant="default" {...starts(renew)}>
          {t("steps.newSecret")}
        </Button>
      </Group>
    </Stack>
  );
}
