/** The options of a product, and the variants a new one gets of them with what each has of its own. */
import { ActionIcon, Button, Group, Stack, TagsInput, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { boundText } from "../ui/field.ts";
import { Quiet } from "../ui/quiet.tsx";
import {
  combinations,
  NOTHING,
  type OptionDraft,
  suggestedSku,
  type Typed,
  type VariantDraft,
} from "./variant-draft.ts";
import { nameOf, type VariantRow, VariantTable } from "./variant-table.tsx";

const MOST_OPTIONS = 3;

interface OptionsProps {
  readonly options: readonly OptionDraft[];
  /** Those the variants have already: their names and values stay. */
  readonly kept?: readonly OptionDraft[];
  onChange(options: readonly OptionDraft[]): void;
}

export function OptionsCard({ options, kept = [], onChange }: OptionsProps) {
  const { t } = useTranslation("products");
  const set = (at: number, change: Partial<OptionDraft>) =>
    onChange(options.map((option, index) => (index === at ? { ...option, ...change } : option)));
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
              readOnly={kept[at] !== undefined}
            />
            <TagsInput
              flex={1}
              label={t("grid.values", { at: at + 1 })}
              placeholder={option.values.length === 0 ? t("grid.valuesHelp") : ""}
              value={[...option.values]}
              maxLength={255}
              acceptValueOnBlur
              splitChars={[",", "،", ";"]}
              onChange={(values) => set(at, { values: [...new Set([...(kept[at]?.values ?? []), ...values])] })}
            />
            {kept[at] === undefined && (
              <ActionIcon
                variant="default"
                size={36}
                aria-label={t("grid.removeOption", { at: at + 1 })}
                onClick={() => onChange(options.toSpliced(at, 1))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
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

const OF_ALL = ["priceMinor", "compareAtMinor", "costMinor"] as const;

/** A row a variant; what is left empty is the product's. */
export function VariantGrid({ typed, errors, onOwn }: GridProps) {
  const { base, currency } = typed;
  const rows = combinations(typed.options).map((row, at): VariantRow => {
    const own = { ...NOTHING, ...typed.own[row.key] };
    const held = Object.fromEntries(OF_ALL.map((field) => [field, own[field] ?? base[field]]));
    return {
      key: row.key,
      name: nameOf(row.options),
      currency,
      shown: { ...own, ...held, weightGrams: own.weightGrams ?? base.weightGrams },
      usual: { sku: suggestedSku(base.sku, row) },
      errorOf: (field) => errors[`variants.${at}.${field}`],
    };
  });
  const change = (key: string, given: Partial<VariantDraft>) => {
    const same = OF_ALL.filter((field) => given[field] !== undefined && given[field] === base[field]);
    onOwn(key, { ...given, ...Object.fromEntries(same.map((field) => [field, null])) });
  };
  return <VariantTable rows={rows} hasStock onChange={change} />;
}
