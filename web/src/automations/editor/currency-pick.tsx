import type { ParameterValue } from "../../../../src/commerce/automations/definition.ts";
import { currencies } from "../../i18n/choices.ts";
import { worded } from "../../i18n/options.ts";
import { Pick } from "./pick.tsx";

interface Props {
  readonly label: string;
  readonly value: ParameterValue | undefined;
  readonly error: string | undefined;
  readonly disabled: boolean;
  onChange(value: string | undefined): void;
}

export function CurrencyPick({ label, value, error, disabled, onChange }: Props) {
  const chosen = typeof value === "string" ? value : "";
  const none = chosen === "" ? [{ value: "", label: `${label} …` }] : [];
  return (
    <Pick
      label={label}
      data={[...none, ...worded(currencies, (code) => code)]}
      value={chosen}
      error={error}
      disabled={disabled}
      onChange={(code) => onChange(code === "" ? undefined : code)}
    />
  );
}
