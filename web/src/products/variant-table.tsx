/** Variants as rows of fields, typed into like a sheet. */
import { ActionIcon, Button, NumberInput, Table, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { amountText } from "../i18n/amount-text.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useLocations } from "../inventory/queries.ts";
import { Card } from "../ui/card.tsx";
import { boundText } from "../ui/field.ts";
import { MoneyField } from "../ui/money-field.tsx";
import { Status } from "../ui/status.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import type { Combination, VariantDraft } from "./variant-draft.ts";

export interface VariantRow {
  readonly key: string;
  /** What its options are, else its SKU. */
  readonly name: string;
  readonly currency: string;
  readonly shown: VariantDraft;
  /** What holds where nothing is typed. */
  readonly usual: { readonly sku: string; readonly costMinor?: number | null; readonly weightGrams?: number | null };
  /** It is made once this is saved. */
  readonly isNew?: boolean;
  errorOf(field: string): string | undefined;
}

interface Props {
  readonly rows: readonly VariantRow[];
  /** With what lies where. */
  readonly hasStock?: boolean;
  onChange(key: string, change: Partial<VariantDraft>): void;
  /** New rows may be left out. */
  onRemove?(key: string): void;
}

/** "S / Rose" */
export const nameOf = (options: Combination["options"]): string => options.map(({ value }) => value).join(" / ");

/** Each row has six fields and more: so many are drawn at once. */
const ROWS = 100;

const FIELDS = ["price", "compareAt", "cost", "sku", "barcode", "weight"] as const;

export function VariantTable({ rows, hasStock = false, onChange, onRemove }: Props) {
  const { t } = useTranslation("products");
  const existing = useLocations();
  const locations = hasStock ? existing : [];
  const [most, setMost] = useState(ROWS);
  const left = Math.min(ROWS, rows.length - most);
  return (
    <Card title={t("grid.title", { count: rows.length })} isFlush>
      <Table.ScrollContainer minWidth={940 + 100 * locations.length}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("grid.variant")}</Table.Th>
              {FIELDS.map((field) => (
                <Table.Th key={field}>{t(`fields.${field}`)}</Table.Th>
              ))}
              {locations.map(({ id, name }) => (
                <Table.Th key={id}>
                  {t("grid.stock")} <bdi>{name}</bdi>
                </Table.Th>
              ))}
              {onRemove && <Table.Th w={44} aria-label={t("grid.leaveOut")} />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, most).map((row) => (
              <Row
                key={row.key}
                row={row}
                locations={locations}
                onChange={(change) => onChange(row.key, change)}
                onRemove={onRemove && (() => onRemove(row.key))}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {left > 0 && (
        <Button m="sm" size="xs" variant="default" onClick={() => setMost(most + ROWS)}>
          {t("grid.more", { count: left })}
        </Button>
      )}
    </Card>
  );
}

interface RowProps {
  readonly row: VariantRow;
  readonly locations: readonly { readonly id: string; readonly name: string }[];
  onChange(change: Partial<VariantDraft>): void;
  readonly onRemove: (() => void) | undefined;
}

function Row({ row, locations, onChange, onRemove }: RowProps) {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const { name, shown, usual, errorOf, isNew } = row;
  const weight = usual.weightGrams ?? null;
  return (
    <Table.Tr data-variant={name}>
      <Table.Td className="nowrap">
        <bdi>{name}</bdi> {isNew && <Status meaning="information">{t("grid.isNew")}</Status>}
      </Table.Td>
      <Amounts row={row} onChange={onChange} />
      {(["sku", "barcode"] as const).map((field) => (
        <Table.Td key={field}>
          <TextInput
            size="xs"
            miw={140}
            className="code"
            aria-label={`${t(`fields.${field}`)} ${name}`}
            placeholder={field === "sku" ? usual.sku : ""}
            {...boundText(shown[field], (text) => onChange({ [field]: text }))}
            maxLength={field === "sku" ? 255 : 64}
            error={errorOf(field)}
          />
        </Table.Td>
      ))}
      <Table.Td>
        <WholeNumber
          size="xs"
          hideControls
          min={0}
          aria-label={`${t("fields.weight")} ${name}`}
          placeholder={weight === null ? "" : number(weight)}
          value={shown.weightGrams}
          error={errorOf("weightGrams")}
          onChange={(weightGrams) => onChange({ weightGrams })}
        />
      </Table.Td>
      {locations.map(({ id, name: location }) => (
        <Table.Td key={id}>
          <NumberInput
            size="xs"
            hideControls
            min={0}
            allowDecimal={false}
            aria-label={`${t("grid.stock")} ${location} ${name}`}
            value={shown.stock[id] ?? ""}
            onChange={(value) => onChange({ stock: withUnits(shown.stock, id, value) })}
          />
        </Table.Td>
      ))}
      {onRemove && (
        <Table.Td>
          {isNew && (
            <ActionIcon variant="default" aria-label={t("grid.leaveOutOf", { name })} onClick={onRemove}>
              <IconX size={16} />
            </ActionIcon>
          )}
        </Table.Td>
      )}
    </Table.Tr>
  );
}

const AMOUNTS = [
  ["priceMinor", "price"],
  ["compareAtMinor", "compareAt"],
  ["costMinor", "cost"],
] as const;

function Amounts({ row, onChange }: Pick<RowProps, "row" | "onChange">) {
  const { t } = useTranslation("products");
  const { name, currency, shown, usual, errorOf } = row;
  return AMOUNTS.map(([field, word]) => (
    <Table.Td key={field}>
      <MoneyField
        size="xs"
        label={`${t(`fields.${word}`)} ${name}`}
        isLabelHidden
        currency={currency}
        placeholder={field === "costMinor" ? amountOr(usual.costMinor, currency) : ""}
        value={shown[field]}
        error={errorOf(field)}
        onChange={(minor) => onChange({ [field]: minor })}
      />
    </Table.Td>
  ));
}

const amountOr = (minor: number | null | undefined, currency: string): string =>
  minor == null ? "" : amountText(minor, currency);

/** An empty field says nothing of that location. */
export function withUnits(
  stock: Readonly<Record<string, number>>,
  locationId: string,
  value: number | string,
): Readonly<Record<string, number>> {
  const { [locationId]: _, ...others } = stock;
  return value === "" ? others : { ...others, [locationId]: Number(value) };
}
