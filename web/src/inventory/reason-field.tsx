/** Why stock is changed: one of the usual reasons, or any other words; it stands in the item's history. */
import { Autocomplete } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";

const REASONS = ["damaged", "lost", "found", "correction", "sample", "ownUse"] as const;

export function ReasonField({ value, onChange }: { readonly value: string; onChange(reason: string): void }) {
  const { t } = useTranslation("inventory");
  return (
    <Autocomplete
      label={t("change.note")}
      description={t("change.noteHelp")}
      inputWrapperOrder={["label", "input", "description", "error"]}
      data={REASONS.map((reason) => t(`reasons.${reason}`))}
      maxLength={500}
      value={value}
      onChange={onChange}
    />
  );
}
