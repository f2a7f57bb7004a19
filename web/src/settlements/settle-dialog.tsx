import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText } from "../ui/field.ts";
import { NoteInput } from "../ui/note-input.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { REASONS } from "./queries.ts";

type Reason = (typeof REASONS)[number];

interface Props {
  readonly of: { readonly id: string; readonly order: string };
  onClose(): void;
}

export function SettleDialog({ of: { id, order }, onClose }: Props) {
  const { t } = useTranslation("settlements");
  const [reason, setReason] = useState<Reason>("claimed");
  const [note, setNote] = useState("");
  const settle = useFormAction({
    run: () =>
      body(
        hub.PATCH("/api/settlement-cases/{id}", {
          ...ofId(id),
          body: { reason, ...(note.trim() !== "" && { note: note.trim() }) },
        }),
      ),
    renews: [["settlements"]],
    done: onClose,
    said: t("differences.saidSettled"),
  });
  return (
    <FormDialog
      help={<Help of="difference" />}
      title={t("differences.settleOf", { order })}
      label={t("differences.settle")}
      action={settle}
      onClose={onClose}
    >
      <OneOf
        label={t("differences.reason")}
        options={worded(REASONS, (value) => t(`differences.reasons.${value}`))}
        value={reason}
        onChange={setReason}
      />
      <NoteInput label={t("differences.note")} maxLength={1_000} {...boundText(note, setNote)} />
    </FormDialog>
  );
}
