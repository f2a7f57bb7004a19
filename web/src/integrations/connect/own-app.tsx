/** An app of the organization's own with the platform, in place of the one of whoever runs the hub. */
import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../../data/hub.ts";
import { useSession } from "../../data/session.ts";
import { Help } from "../../help/help.tsx";
import { useTranslation } from "../../i18n/translation.ts";
import { starts, useAction, useFormAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { boundText } from "../../ui/field.ts";
import { ProblemNotice } from "../../ui/problem.tsx";
import { When } from "../../ui/when.tsx";
import { ownAppQuery, type Provider } from "../data.ts";
import { OverlapChoice, overlapOf } from "./overlap.tsx";

const URL = "/api/integrations/providers/{provider}/app";

export function OwnApp({ provider }: { readonly provider: Provider }) {
  const { may } = useSession();
  return provider.appFields.length > 0 && may("connect") ? <AppForm provider={provider} /> : null;
}

function AppForm({ provider }: { readonly provider: Provider }) {
  const { t } = useTranslation("integrations");
  const client = useQueryClient();
  const params = { path: { provider: provider.id } };
  const { data: stored } = useQuery(ownAppQuery(provider.id));
  const [isOpen, setOpen] = useState(false);
  const [overlaps, setOverlaps] = useState(true);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const done = async () => {
    await client.invalidateQueries({ queryKey: ["integrations"] });
    setTyped({});
    setOpen(false);
  };
  const save = useFormAction({
    run: (values: Record<string, string>) => body(hub.PUT(URL, { params, body: { values, ...overlapOf(overlaps) } })),
    done,
    said: t("app.saved"),
  });
  const remove = useAction({ run: () => body(hub.DELETE(URL, { params })), done, said: t("app.removed") });
  if (!stored) return null;
  const values = Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim() !== ""));
  return (
    <Card help={<Help of="own_app" />} title={t("app.title")} text={t("app.text", { name: provider.name })}>
      <Stack gap="sm">
        {stored.setAt !== null && (
          <Text size="sm" component="div">
            {t("app.inUse")} <When at={stored.setAt} />
          </Text>
        )}
        {isOpen &&
          stored.fields.map((field) => (
            <PasswordInput
              key={field}
              label={field}
              autoComplete="off"
              {...boundText(typed[field] ?? "", (text) => setTyped({ ...typed, [field]: text }))}
            />
          ))}
        {isOpen && stored.setAt !== null && <OverlapChoice overlaps={overlaps} onChange={setOverlaps} />}
        {save.error !== null && <ProblemNotice error={save.error} />}
        <Group gap="sm">
          {isOpen ? (
            <Button variant="default" disabled={Object.keys(values).length === 0} {...starts(save, values)}>
              {t("app.save")}
            </Button>
          ) : (
            <Button variant="default" onClick={() => setOpen(true)}>
              {t(stored.setAt === null ? "app.add" : "app.change")}
            </Button>
          )}
          {stored.setAt !== null && (
            <Button variant="subtle" color="red" {...starts(remove)}>
              {t("app.remove")}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  );
}
