/** An amount typed in a currency's own places, held in minor units; null for an empty field. */
import { NumberInput } from "@mantine/core";
import { currencyExponent } from "../../../src/commerce/money.ts";

interface Props {
  readonly label?: string;
  readonly description?: string;
  readonly "aria-label"?: string;
  readonly size?: "xs" | "sm";
  readonly currency: string;
  readonly minor: number | null;
  readonly error?: string | undefined;
  onChange(minor: number | null): void;
}

export function MoneyField({ currency, minor, onChange, ...field }: Props) {
  const exponent = currencyExponent(currency);
  return (
    <NumberInput
      {...field}
      value={minor === null ? "" : minor / 10 ** exponent}
      min={0}
      decimalScale={exponent}
      fixedDecimalScale={exponent > 0}
      // Pasted "12,50" means the same.
      allowedDecimalSeparators={[",", "."]}
      suffix={` ${currency}`}
      hideControls
      onChange={(value) => onChange(typeof value === "number" ? Math.round(value * 10 ** exponent) : null)}
    />
  );
}
