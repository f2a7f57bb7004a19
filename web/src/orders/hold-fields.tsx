/** Why an order is held, until when, and what becomes of its units. */
import { Checkbox, Stack, TextInput } from "@mantine/core";
import { GIVEN_REASONS } from "../../../src/commerce/order-holds.ts";
import { useFormat } from "../i18n/format.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { boundText, boundTick } from "../ui/field.ts";
import { NoteInput } from "../ui/note-input.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { ENDS, type HoldDraft } from "./hold-draft.ts";

interface Props {
  readonly draft: HoldDraft;
  set(part: Partial<HoldDraft>): void;
}

export function HoldFields({ draft, set }: Props) {
  const { t } = useTranslation("orders/page");
  const { zone } = useFormat();
  return (
    <Stack gap="sm">
      <OneOf
        label={t("hold.reason")}
        options={worded(GIVEN_REASONS, (value) => t(`hold.reasons.${value}`))}
        value={draft.reason}
        onChange={(reason) => set({ reason })}
        data-autofocus
      />
      <NoteInput
        label={t("hold.note")}
        {...boundText(draft.holdNote, (holdNote) => set({ holdNote }))}
        maxLength={500}
      />
      <OneOf
        label={t("hold.until")}
        options={worded(ENDS, (value) => t(`hold.ends.${value}`))}
        value={draft.ends}
        onChange={(ends) => set({ ends })}
      />
      {draft.ends === "day" && (
        <>
          <TextInput type="date" label={t("hold.day")} required {...boundText(draft.day, (day) => set({ day }))} />
          <TextInput
            type="time"
            label={t("hold.time", { zone })}
            required
            {...boundText(draft.time, (time) => set({ time }))}
          />
        </>
      )}
      {draft.ends !== "in_stock" && (
        <Checkbox
          label={t("hold.keep")}
          description={t("hold.keepHelp")}
          {...boundTick(draft.keepsUnits, (keepsUnits) => set({ keepsUnits }))}
        />
      )}
    </Stack>
  );
}
