/** Why a difference needs no more work. */
import { Select, Textarea } from "@mantine/core";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
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
          params: { path: { id } },
          body: { reason, ...(note.trim() !== "" && { note: note.trim() }) },
        }),
      ),
    renews: [["settlements"]],
    done: onClose,
    said: t("differences.saidSettled"),
  });
  return (
    <FormDialog
      title={t("differences.settleOf", { order })}
      label={t("differences.settle")}
      action={settle}
      onClose={onClose}
    >
      <Select
        label={t("differences.reason")}
        allowDeselect={false}
        data={worded(REASONS, (value) => t(`differences.reasons.${value}`))}
        value={reason}
        onChange={(value) => setReason(REASONS.find((each) => each === value) ?? "claimed")}
      />
      <Textarea
        label={t("differences.note")}
        maxLength={1_000}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
