/** Adds rules of an exported file; what cannot be read of it is said with its place. */
import { FileInput, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { body, hub, Problem } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { detailsOf, detailText } from "../hub-messages/hub-messages.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText } from "../ui/field.ts";
import { type RuleFile, readRuleFile } from "./files.ts";
import { useWording } from "./use-wording.ts";

export function ImportDialog({ onClose }: { onClose(): void }) {
  const { t, format } = useWording();
  const [text, setText] = useState("");
  const file = text.trim() === "" ? null : readRuleFile(text);
  const send = useFormAction({
    run: ({ automations, ...rest }: RuleFile) =>
      body(hub.POST("/api/automations/import", { body: { ...rest, automations: [...automations] } })),
    renews: [["automations"]],
    done: onClose,
    said: ({ items }) => t("files.imported", { count: items.length, number: format.number(items.length) }),
  });
  const isWrong = text.trim() !== "" && file === null;
  const refused = locationsOf(send.error);
  return (
    <FormDialog
      help={<Help of="automation_files" />}
      title={t("files.import")}
      label={t("files.label")}
      size="lg"
      isReady={file !== null}
      action={send}
      errors={Object.fromEntries(refused.map(({ field, message }) => [field, message]))}
      onSubmit={() => file && send.start(file)}
      onClose={onClose}
    >
      <Text size="sm">{t("files.text")}</Text>
      <FileInput
        label={t("files.file")}
        accept="application/json,.json"
        placeholder="automations.json"
        onChange={(chosen) => void chosen?.text().then(setText)}
      />
      <Textarea
        label={t("files.json")}
        className="code"
        autosize
        minRows={6}
        maxRows={14}
        error={isWrong ? t("files.notJson") : undefined}
        {...boundText(text, setText)}
      />
      {refused.length > 0 && (
        <Stack gap={2} role="alert">
          {refused.map((detail) => (
            <Text key={`${detail.field} ${detail.message}`} size="sm" c="var(--mantine-color-error)">
              {t("files.refused", { ...placeOf(detail.field, format.number), message: detailText(detail, format) })}
            </Text>
          ))}
        </Stack>
      )}
    </FormDialog>
  );
}

/** Only what stands in a rule; all else is said as it is. */
const locationsOf = (error: unknown) =>
  error instanceof Problem ? detailsOf(error).filter(({ field }) => field.startsWith("automations.")) : [];

/** "automations.2.when.all.0" is rule 3, when.all.0. */
function placeOf(field: string, number: (value: number) => string): { readonly number: string; readonly path: string } {
  const [, nth = "0", ...path] = field.split(".");
  return { number: number(Number(nth) + 1), path: path.join(".") };
}
