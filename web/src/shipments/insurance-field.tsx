/** What a booking is insured for. */
import { Group } from "@mantine/core";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { MoneyField } from "../ui/money-field.tsx";
import { OneOf } from "../ui/one-of.tsx";

/** An amount is in minor units; null: none is entered yet. */
export type Cover = "none" | "goods" | { readonly minor: number | null };

/** As the hub takes it; null: an amount is missing. */
export const insuredOf = (cover: Cover): "none" | "goods" | number | null => {
  if (typeof cover === "string") return cover;
  return cover.minor === 0 ? null : cover.minor;
};

/** As an automation chose. */
export function chosenCover(insured: "goods" | number | null | undefined): Cover {
  if (insured === null || insured === undefined) return "none";
  return insured === "goods" ? insured : { minor: insured };
}

const KINDS = ["none", "goods", "amount"] as const;

interface Props {
  readonly value: Cover;
  readonly currency: string;
  onChange(cover: Cover): void;
}

export function InsuranceField({ value, currency, onChange }: Props) {
  const { t } = useTranslation("shipments");
  const kind = typeof value === "string" ? value : "amount";
  return (
    <Group align="flex-end" grow>
      <OneOf
        label={t("insurance.label")}
        value={kind}
        options={worded(KINDS, (each) => t(`insurance.${each}`))}
        onChange={(next) => onChange(next === "amount" ? { minor: null } : next)}
      />
      {typeof value !== "string" && (
        <MoneyField
          label={t("insurance.amountLabel")}
          currency={currency}
          value={value.minor}
          onChange={(minor) => onChange({ minor })}
        />
      )}
    </Group>
  );
}
