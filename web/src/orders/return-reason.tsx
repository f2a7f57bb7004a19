/** Why a line comes back: one of the list, and a note. */
import { Select, TextInput } from "@mantine/core";
import { RETURN_REASONS, type ReturnReason } from "../../../src/commerce/return-goods.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { boundText } from "../ui/field.ts";

interface Props {
  readonly code: ReturnReason | null;
  readonly note: string;
  onChange(code: ReturnReason | null, note: string): void;
}

export function ReasonFields({ code, note, onChange }: Props) {
  const { t } = useTranslation("returns");
  return (
    <>
      <Select
        label={t("reason")}
        placeholder={t("noReason")}
        flex={1}
        miw={160}
        clearable
        data={worded(RETURN_REASONS, (value) => t(`reasons.${value}`))}
        value={code}
        onChange={(value) => onChange(RETURN_REASONS.find((one) => one === value) ?? null, note)}
      />
      <TextInput
        label={t("reasonNote")}
        flex={1}
        miw={160}
        maxLength={5_000}
        dir="auto"
        {...boundText(note, (next) => onChange(code, next))}
      />
    </>
  );
}
