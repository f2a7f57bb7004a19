/** A field for a percentage, as decimal text: takes "12,5" and "-10". */

import { plainDecimalOf } from "../i18n/amount-text.ts";
import { useTranslation } from "../i18n/translation.ts";
import { DecimalInput, type DecimalInputProps } from "./decimal-input.tsx";

export function PercentInput(props: DecimalInputProps) {
  const { t } = useTranslation("ui");
  const isWrong = props.value.trim() !== "" && plainDecimalOf(props.value) === null;
  return <DecimalInput {...props} unit="%" fault={isWrong ? t("percentWrong") : undefined} />;
}
