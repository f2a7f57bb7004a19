/** A field for money: takes "12,50" and "1,234.50", with the currency beside it. */

import { minorOf } from "../i18n/amount-text.ts";
import { useTranslation } from "../i18n/translation.ts";
import { DecimalInput, type DecimalInputProps } from "./decimal-input.tsx";

interface Props extends DecimalInputProps {
  readonly currency: string;
  /** True: less than nothing is an amount, too. */
  readonly isSigned?: boolean;
}

export function AmountInput({ currency, isSigned = false, ...props }: Props) {
  const { t } = useTranslation("ui");
  const isWrong = props.value.trim() !== "" && minorOf(props.value, currency, isSigned) === null;
  return <DecimalInput {...props} unit={currency} fault={isWrong ? t("amountWrong", { currency }) : undefined} />;
}
