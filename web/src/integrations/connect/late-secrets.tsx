/** Secrets the platform makes only after its side is set up, and new ones in place of old. */
import { Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId } from "../../data/hub.ts";
import { Help } from "../../help/help.tsx";
import { useTranslation } from "../../i18n/translation.ts";
import { useFormAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";
import type { Connection, Field, Provider } from "../data.ts";
import { FormField } from "./form-field.tsx";
import { OverlapChoice, overlapOf } from "./overlap.tsx";
import { forgetForm, isNeeded, useForm } from "./use-form.ts";

/** With `all`, every secret of the form; else those asked for after saving. */
export function LateSecrets({
  provider,
  store,
  all = false,
}: {
  readonly provider: Provider;
  readonly store: Connection;
  readonly all?: boolean;
}) {
  const { t } = useTranslation("integrations");
  const [overlaps, setOverlaps] = useState(true);
  const fields: Field[] = provider.setupFormFields
    .filter(({ type, afterSave }) => type === "secret" && (all || afterSave))
    .filter((field) => isNeeded(field, store.settings))
    .map((field) => ({ ...field, required: false }));
  // Those asked for after saving are webhook secrets; a key of the platform's API has nothing that overlaps.
  const isOverlapRequested = all && fields.some(({ afterSave }) => afterSave);
  const save = useFormAction({
    run: (values: Record<string, string>) =>
      body(
        hub.PUT("/api/stores/{id}/secrets", {
          ...ofId(store.id),
          body: { values, ...overlapOf(isOverlapRequested && overlaps) },
        }),
      ),
    said: t("secrets.saved"),
    done: () => forgetForm(`${store.id}.secrets`),
  });
  const form = useForm({ fields, store: `${store.id}.secrets`, given: {}, refusal: save.error, isFirst: false });
  if (fields.length === 0) return null;
  return (
    <Card help={<Help of="secrets" />} title={t(all ? "secrets.title" : "secrets.late")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const values = form.check();
          if (values !== null && Object.keys(values).length > 0) save.start(values);
        }}
      >
        <Stack gap="md">
          {save.error !== null && form.isElsewhere && <ProblemNotice error={save.error} />}
          {fields.map((field) => (
            <FormField
              key={field.id}
              field={field}
              value={form.valueOf(field)}
              error={form.errorOf(field)}
              onChange={(value) => form.set(field, value)}
              onLeave={() => form.leave(field)}
            />
          ))}
          {isOverlapRequested && <OverlapChoice overlaps={overlaps} onChange={setOverlaps} />}
          <Group justify="flex-end">
            <Button type="submit" variant="default" loading={save.isRunning}>
              {t("secrets.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
