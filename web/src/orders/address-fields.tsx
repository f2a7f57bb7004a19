/** The fields of a delivery address, without the person's name and number. */
import { SimpleGrid, TextInput } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";
import { CountrySelect } from "../ui/country-select.tsx";
import { boundText } from "../ui/field.ts";
import type { ADDRESS_FIELDS } from "./new-order-draft.ts";

interface Props {
  readonly address: Readonly<Record<string, string>>;
  readonly countryError?: string | undefined;
  onChange(address: Readonly<Record<string, string>>): void;
}

const PAIRED = ["city", "region", "postcode"] as const;

export function AddressFields({ address, countryError, onChange }: Props) {
  const { t } = useTranslation("orders/page");
  const row = (name: (typeof ADDRESS_FIELDS)[number]) => (
    <TextInput
      key={name}
      label={t(`address.${name}`)}
      {...boundText(address[name] ?? "", (text) => onChange({ ...address, [name]: text }))}
      maxLength={500}
    />
  );
  return (
    <>
      {row("line1")}
      {row("line2")}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        {PAIRED.map(row)}
        <CountrySelect
          label={t("address.country")}
          value={address["country"] ?? ""}
          error={countryError}
          onChange={(code) => onChange({ ...address, country: code })}
        />
      </SimpleGrid>
    </>
  );
}
