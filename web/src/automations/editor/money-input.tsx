import type { MoneyValue } from "../../../../src/commerce/automations/definition.ts";
import { currencies } from "../../i18n/choices.ts";
import { worded } from "../../i18n/options.ts";
import { MoneyField } from "../../ui/money-field.tsx";
import { useEditing } from "./editing.ts";
import { Pick } from "./pick.tsx";

interface Props {
  readonly label: string;
  readonly value: MoneyValue | null;
  readonly error: string | undefined;
  readonly disabled: boolean;
  readonly isSigned?: boolean;
  onChange(value: MoneyValue | undefined): void;
}

/** An amount and its currency. */
export function MoneyInput({ label, value, onChange, error, disabled, isSigned = false }: Props) {
  const editing = useEditing();
  const currency = value?.currency ?? editing.currency;
  return (
    <>
      <MoneyField
        size="xs"
        w={120}
        isSigned={isSigned}
        isLabelHidden
        isUnitHidden
        label={label}
        currency={currency}
        value={value?.minor ?? null}
        error={error}
        disabled={disabled}
        onChange={(minor) => onChange(minor === null ? undefined : { minor, currency })}
      />
      <Pick
        label={editing.wording.t("sentence.currency")}
        data={worded(currencies, (code) => code)}
        value={currency}
        disabled={disabled || value === null}
        onChange={(chosen) => value && onChange({ minor: value.minor, currency: chosen })}
      />
    </>
  );
}
