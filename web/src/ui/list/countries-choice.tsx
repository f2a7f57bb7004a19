/** Several countries by their names: what a seller calls a shipping zone is such a filter, saved as a view. */
import { MultiSelect } from "@mantine/core";
import { useTranslation } from "../../i18n/translation.ts";
import { byAnyName, useCountries } from "../country-select.tsx";

interface Props {
  readonly label: string;
  /** Their codes, with commas between; empty: none. */
  readonly value: string;
  onChange(codes: string): void;
}

export function CountriesChoice({ label, value, onChange }: Props) {
  const { t } = useTranslation("ui");
  const data = useCountries();
  return (
    <MultiSelect
      label={label}
      data={data}
      value={value === "" ? [] : value.split(",")}
      filter={byAnyName}
      nothingFoundMessage={t("country.none")}
      comboboxProps={{ withinPortal: false }}
      autoComplete="off"
      maw={320}
      searchable
      clearable
      hidePickedOptions
      onChange={(codes) => onChange(codes.join(","))}
    />
  );
}
