/** A whole number from one on, or none. */
import { NumberInput } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";

const COUNT = { min: 1, max: 1_000_000, allowDecimal: false } as const;

interface CountProps {
  readonly label: string;
  /** Shown while there is no number; absent: that there is no limit. */
  readonly empty?: string;
  readonly value: number | null;
  onChange(value: number | null): void;
}

export function Count({ label, empty, value, onChange }: CountProps) {
  const { t } = useTranslation("promotions");
  return (
    <NumberInput
      {...COUNT}
      label={label}
      placeholder={empty ?? t("none")}
      value={value ?? ""}
      onChange={(typed) => onChange(typeof typed === "number" ? typed : null)}
    />
  );
}
