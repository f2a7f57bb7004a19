import { plainDecimalOf } from "../i18n/amount-text.ts";
import { useTranslation } from "../i18n/translation.ts";
import { DecimalInput } from "../ui/decimal-input.tsx";

interface FieldProps {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly isDisabled?: boolean;
  readonly currency: string;
  readonly value: string;
  onChange(text: string): void;
  readonly error?: string | undefined;
}

/** What one unit costs, with up to six digits after the point. */
export function CostField({ currency, isDisabled = false, ...field }: FieldProps) {
  const { t } = useTranslation("costs");
  const cost = plainDecimalOf(field.value);
  const isWrong = field.value.trim() !== "" && (cost === null || cost.startsWith("-"));
  if (isDisabled) return null;
  return <DecimalInput {...field} w={150} unit={currency} fault={isWrong ? t("missing.wrong") : undefined} />;
}
