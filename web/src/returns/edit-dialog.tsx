/** Changes what is known of a return: its parcel, why, and what the team should know. */
import { Group, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { ReasonFields } from "../orders/return-reason.tsx";
import { useFormAction } from "../ui/action.ts";
import { changedOf } from "../ui/changed.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { NoteInput } from "../ui/note-input.tsx";
import { fieldErrors } from "../ui/problem.tsx";
import { type Return, type ReturnLine, returnQuery } from "./queries.ts";

const formOf = ({ carrier, trackingNumber, trackingUrl, reason, note }: Return) => ({
  carrier: carrier ?? "",
  trackingNumber: trackingNumber ?? "",
  trackingUrl: trackingUrl ?? "",
  ...{ reason, note },
});

export function EditReturn({ one, onClose }: { readonly one: Return; onClose(): void }) {
  const { t } = useTranslation("returns");
  const { t: ofOrders } = useTranslation("orders/page");
  const client = useQueryClient();
  const [form, setForm] = useState(() => formOf(one));
  const [first] = useState(form);
  const [lines, setLines] = useState(() => one.lines.map(explained));
  const [firstLines] = useState(lines);
  const sent = () => {
    const { reason, note, ...parcel } = changedOf(first, form);
    const filled = Object.entries(parcel).filter(([, text]) => text.trim() !== "");
    const changed = lines.filter((line) => !firstLines.includes(line)).map(({ title, ...line }) => line);
    return {
      ...(changed.length > 0 && { lines: changed }),
      ...(reason !== undefined && { reason }),
      ...(note !== undefined && { note }),
      ...Object.fromEntries(filled),
    };
  };
  const save = useFormAction({
    run: () => body(hub.PATCH("/api/returns/{id}", { ...ofId(one.id), body: sent() })),
    done: (now) => {
      client.setQueryData(returnQuery(one.id).queryKey, now);
      onClose();
    },
    said: t("edit.said"),
  });
  const errors = fieldErrors(save.error);
  const field = (name: keyof typeof form) => ({
    value: form[name],
    error: errors[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
  });
  return (
    <FormDialog
      help={<Help of="return" />}
      title={t("edit.title", { number: one.number })}
      label={t("edit.label")}
      action={save}
      onClose={onClose}
    >
      <Group grow align="flex-start">
        <TextInput label={t("carrier")} maxLength={100} {...field("carrier")} />
        <TextInput
          label={ofOrders("parcel.number")}
          maxLength={200}
          styles={{ input: { direction: "ltr" } }}
          {...field("trackingNumber")}
        />
      </Group>
      <TextInput
        type="url"
        label={ofOrders("parcel.url")}
        placeholder="https://"
        styles={{ input: { direction: "ltr" } }}
        {...field("trackingUrl")}
      />
      <LineReasons lines={lines} onChange={setLines} />
      <NoteInput label={t("buyersReason")} {...field("reason")} />
      <NoteInput label={t("edit.note")} {...field("note")} />
    </FormDialog>
  );
}

const explained = ({ id, title, reasonCode, reasonNote }: ReturnLine) => ({
  lineId: id,
  title,
  reasonCode,
  reasonNote,
});
type ExplainedLine = ReturnType<typeof explained>;

interface LineReasonsProps {
  readonly lines: readonly ExplainedLine[];
  onChange(lines: ExplainedLine[]): void;
}

function LineReasons({ lines, onChange }: LineReasonsProps) {
  return lines.map((line) => (
    <Stack key={line.lineId} gap={4}>
      <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
        <bdi>{line.title}</bdi>
      </Text>
      <Group align="flex-start">
        <ReasonFields
          code={line.reasonCode}
          note={line.reasonNote}
          onChange={(reasonCode, reasonNote) =>
            onChange(lines.map((each) => (each === line ? { ...line, reasonCode, reasonNote } : each)))
          }
        />
      </Group>
    </Stack>
  ));
}
