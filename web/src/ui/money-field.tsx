/** An amount typed in a currency's own places, held in minor units; null for an empty field. */
import { useState } from "react";
import { amountText, minorOf } from "../i18n/amount-text.ts";
import { AmountInput } from "./amount-input.tsx";
import type { DecimalInputProps } from "./decimal-input.tsx";

interface Props extends Omit<DecimalInputProps, "value" | "onChange"> {
  readonly currency: string;
  /** True: less than nothing is an amount, too. */
  readonly isSigned?: boolean;
  /** Minor units. */
  readonly value: number | null;
  onChange(value: number | null): void;
}

export function MoneyField({ currency, isSigned = false, value: minor, onChange, ...field }: Props) {
  const [typed, setTyped] = useState("");
  // What was typed stays as it was typed, until the amount is changed by something else.
  const text = minorOf(typed, currency, isSigned) === minor ? typed : minor === null ? "" : amountText(minor, currency);
  return (
    <AmountInput
      {...field}
      currency={currency}
      isSigned={isSigned}
      value={text}
      onChange={(next) => {
        setTyped(next);
        onChange(minorOf(next, currency, isSigned));
      }}
    />
  );
}
