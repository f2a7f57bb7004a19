/** A country by its name in the language shown; found by its name in any of ours, or by its code. */
import { type ComboboxItem, type OptionsFilter, Select, type SelectProps } from "@mantine/core";
import { useMemo } from "react";
import { countries, countryName, countryNames } from "../i18n/choices.ts";
import { useTranslation } from "../i18n/translation.ts";

interface Props extends Pick<SelectProps, "comboboxProps"> {
  readonly label: string;
  /** Its code; empty: none. */
  readonly value: string;
  readonly error?: string | undefined;
  readonly disabled?: boolean | undefined;
  onChange(code: string): void;
}

export const byAnyName: OptionsFilter = ({ options, search }) => {
  const requested = search.trim().toLowerCase();
  const begins = ({ value }: ComboboxItem) =>
    countryNames(value).some((name) => name.toLowerCase().startsWith(requested));
  const holds = ({ value }: ComboboxItem) => countryNames(value).some((name) => name.toLowerCase().includes(requested));
  const found = options.filter((option): option is ComboboxItem => "value" in option).filter(holds);
  return [...found.filter(begins), ...found.filter((option) => !begins(option))];
};

/** All of them by their names, sorted. */
export function useCountries(): ComboboxItem[] {
  const { language } = useTranslation("ui");
  return useMemo(
    () =>
      countries
        .map((code) => ({ value: code, label: countryName(code, language) }))
        .toSorted((a, b) => a.label.localeCompare(b.label, language)),
    [language],
  );
}

export function CountrySelect({ label, value, error, disabled, onChange, ...rest }: Props) {
  const { t } = useTranslation("ui");
  const data = useCountries();
  return (
    <Select
      {...rest}
      label={label}
      data={data}
      value={countries.includes(value) ? value : null}
      error={error}
      disabled={disabled ?? false}
      filter={byAnyName}
      nothingFoundMessage={t("country.none")}
      autoComplete="off"
      searchable
      clearable
      onChange={(code) => onChange(code ?? "")}
    />
  );
}
