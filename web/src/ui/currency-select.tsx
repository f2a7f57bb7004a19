import type { SelectProps } from "@mantine/core";
import { currencyChoices } from "../i18n/choices.ts";
import { useTranslation } from "../i18n/translation.ts";
import { OneOf } from "./one-of.tsx";

interface Props extends Pick<SelectProps, "label" | "description" | "size" | "w" | "comboboxProps"> {
  readonly value: string | null;
  onChange(currency: string): void;
}

/** A currency by its name in the language shown, or by its code. */
export function CurrencySelect(props: Props) {
  const { language } = useTranslation("ui");
  return <OneOf {...props} options={currencyChoices(language)} searchable limit={200} />;
}
