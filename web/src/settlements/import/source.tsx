/** Where a statement comes from, and its file. */
import { FileInput, SimpleGrid, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { storesQuery } from "../../data/reference-data.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { CurrencySelect } from "../../ui/currency-select.tsx";
import { boundText } from "../../ui/field.ts";
import { MoneyField } from "../../ui/money-field.tsx";
import { OneOf } from "../../ui/one-of.tsx";

export interface Source {
  /** Null: a payment provider. */
  readonly storeId: string | null;
  readonly gateway: string;
  readonly currency: string;
  readonly file: { readonly name: string; readonly csv: string } | null;
  /** To the bank; null: as the file says. */
  readonly amountMinor: number | null;
}

interface Props {
  readonly source: Source;
  onChange(source: Source): void;
}

const PROVIDER = "provider";

export function SourceFields({ source, onChange }: Props) {
  const { t } = useTranslation("settlements");
  const { data: stores = [] } = useQuery(storesQuery);
  const { storeId, gateway, currency, amountMinor } = source;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <OneOf
        label={t("import.channelOrProvider")}
        options={[
          ...stores.map(({ id, name }) => ({ value: id, label: name })),
          { value: PROVIDER, label: t("import.otherProvider") },
        ]}
        value={storeId ?? PROVIDER}
        onChange={(value) => onChange({ ...source, storeId: value === PROVIDER ? null : value })}
      />
      {storeId === null && (
        <TextInput
          label={t("import.provider")}
          description={t("import.providerHelp")}
          maxLength={100}
          {...boundText(gateway, (gateway) => onChange({ ...source, gateway }))}
        />
      )}
      <FileInput
        label={t("import.file")}
        placeholder={t("import.choose")}
        accept=".csv,.tsv,.txt,text/csv"
        onChange={(file) =>
          file && void file.text().then((csv) => onChange({ ...source, file: { name: file.name, csv } }))
        }
      />
      <CurrencySelect
        label={t("import.currency")}
        value={currency}
        onChange={(currency) => onChange({ ...source, currency })}
      />
      <MoneyField
        label={t("import.bankAmount")}
        description={t("import.bankHelp")}
        currency={currency}
        value={amountMinor}
        onChange={(minor) => onChange({ ...source, amountMinor: minor })}
      />
    </SimpleGrid>
  );
}
