/** The options of a new product, and the variants they make with what each has of its own. */
import { ActionIcon, Button, Group, NumberInput, Stack, Table, TagsInput, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "../i18n/translation.ts";
import { useLocations } from "../inventory/queries.ts";
import { Card } from "../ui/card.tsx";
import { boundText } from "../ui/field.ts";
import { MoneyField } from "../ui/money-field.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import {
  combinations,
  NOTHING,
  type OptionDraft,
  suggestedSku,
  type Typed,
  type VariantDraft,
} from "./variant-draft.ts";

const MOST_OPTIONS = 3;

interface OptionsProps {
  readonly options: readonly OptionDraft[];
  onChange(options: readonly OptionDraft[]): void;
}

export function OptionsCard({ options, onChange }: OptionsProps) {
  const { t } = useTranslation("products");
  const set = (at: number, change: Partial<OptionDraft>) =>
    onChange(options.map((option, place) => (place === at ? { ...option, ...change } : option)));
  return (
    <Card title={t("variant.options")}>
      <Stack gap="sm" align="flex-start">
        {options.length === 0 && <Quiet>{t("grid.optionsHelp")}</Quiet>}
        {options.map((option, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: options keep their places, and a new one has no name yet
          <Group key={at} gap="sm" wrap="nowrap" align="flex-end" w="100%">
            <TextInput
              w={140}
              label={t("grid.option", { at: at + 1 })}
              placeholder={t("variant.optionExample")}
              {...boundText(option.name, (name) => set(at, { name }))}
              maxLength={100}
            />
            <TagsInput
              flex={1}
              label={t("grid.values", { at: at + 1 })}
              placeholder={option.values.length === 0 ? t("grid.valuesHelp") : ""}
              value={[...option.values]}
              maxLength={255}
              acceptValueOnBlur
              splitChars={[",", "،", ";"]}
              onChange={(values) => set(at, { values })}
            />
            <ActionIcon
              variant="default"
              size={36}
              aria-label={t("grid.removeOption", { at: at + 1 })}
              onClick={() => onChange(options.toSpliced(at, 1))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        {options.length < MOST_OPTIONS && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => onChange([...options, { name: "", values: [] }])}
          >
            {t("grid.addOption")}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

interface GridProps {
  readonly typed: Typed;
  readonly errors: Readonly<Record<string, string>>;
  onOwn(key: string, change: Partial<VariantDraft>): void;
}

/** A row a variant; what is left empty is the product's. */
export function VariantGrid({ typed, errors, onOwn }: GridProps) {
  const { t } = useTranslation("products");
  const locations = useLocations();
  const rows = combinations(typed.options);
  return (
    <Card title={t("grid.title", { count: rows.length })} isFlush>
      <Table.ScrollContainer minWidth={820 + 100 * locations.length}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("grid.variant")}</Table.Th>
              <Table.Th>{t("fields.price")}</Table.Th>
              <Table.Th>{t("fields.cost")}</Table.Th>
              <Table.Th>{t("fields.sku")}</Table.Th>
              <Table.Th>{t("fields.barcode")}</Table.Th>
              <Table.Th>{t("fields.weight")}</Table.Th>
              {locations.map(({ id, name }) => (
                <Table.Th key={id}>
                  {t("grid.stock")} <bdi>{name}</bdi>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row, at) => (
              <GridRow
                key={row.key}
                name={row.options.map(({ value }) => value).join(" / ")}
                sku={suggestedSku(typed.base.sku, row)}
                base={typed}
                own={{ ...NOTHING, ...typed.own[row.key] }}
                errorOf={(field) => errors[`variants.${at}.${field}`]}
                locations={locations}
                onChange={(change) => onOwn(row.key, change)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

interface RowProps {
  readonly name: string;
  readonly sku: string;
  readonly base: Typed;
  readonly own: VariantDraft;
  readonly locations: readonly { readonly id: string; readonly name: string }[];
  errorOf(field: string): string | undefined;
  onChange(change: Partial<VariantDraft>): void;
}

function GridRow({ name, sku, base: { base, currency }, own, locations, errorOf, onChange }: RowProps) {
  const { t } = useTranslation("products");
  const label = (field: string) => `${field} ${name}`;
  const money = (field: "priceMinor" | "costMinor", word: string) => (
    <Table.Td>
      <MoneyField
        size="xs"
        label={label(word)}
        isLabelHidden
        currency={currency}
        value={own[field] ?? base[field]}
        error={errorOf(field)}
        onChange={(minor) => onChange({ [field]: minor === base[field] ? null : minor })}
      />
    </Table.Td>
  );
  return (
    <Table.Tr data-variant={name}>
      <Table.Td className="nowrap">
        <bdi>{name}</bdi>
      </Table.Td>
      {money("priceMinor", t("fields.price"))}
      {money("costMinor", t("fields.cost"))}
      {(["sku", "barcode"] as const).map((field) => (
        <Table.Td key={field}>
          <TextInput
            size="xs"
            miw={140}
            className="code"
            aria-label={label(t(`fields.${field}`))}
            placeholder={field === "sku" ? sku : ""}
            {...boundText(own[field], (text) => onChange({ [field]: text }))}
            maxLength={255}
            error={errorOf(field)}
          />
        </Table.Td>
      ))}
      <Table.Td>
        <WholeNumber
          size="xs"
          hideControls
          min={0}
          aria-label={label(t("fields.weight"))}
          value={own.weightGrams ?? base.weightGrams}
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
            aria-label={label(`${t("grid.stock")} ${location}`)}
            value={own.stock[id] ?? ""}
            onChange={(value) => onChange({ stock: withUnits(own.stock, id, value) })}
          />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

/** An empty field says nothing of that location. */
export function withUnits(
  stock: Readonly<Record<string, number>>,
  locationId: string,
  value: number | string,
): Readonly<Record<string, number>> {
  const { [locationId]: _, ...others } = stock;
  return value === "" ? others : { ...others, [locationId]: Number(value) };
}
