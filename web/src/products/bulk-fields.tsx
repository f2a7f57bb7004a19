/** What is asked beside a change of many products. */
import { Checkbox, Group, MultiSelect, SegmentedControl, SimpleGrid, Stack, TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Dispatch, SetStateAction } from "react";
import { categoriesQuery } from "../data/categories.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { AmountInput } from "../ui/amount-input.tsx";
import { boundText } from "../ui/field.ts";
import { Logo } from "../ui/logo.tsx";
import { PercentInput } from "../ui/percent-input.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";

export interface Choices {
  readonly how: "percent" | "add" | "set";
  /** As typed: a percentage, or an amount of the organization's currency. */
  readonly by: string;
  readonly addCategories: readonly string[];
  readonly removeCategories: readonly string[];
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
  readonly brand: string;
  readonly taxClass: string;
  readonly hsn: string;
  readonly gstRate: string;
  readonly weightGrams: number | null;
  readonly attribute: { readonly name: string; readonly value: string };
  readonly removeAttributes: readonly string[];
  /** As typed, beside a percentage: results are multiples of it; empty: as they come out. */
  readonly roundTo: string;
}

interface BulkFieldProps {
  readonly of: "amounts" | "categories" | "details";
  readonly currency: string;
  readonly choices: Choices;
  readonly setChoices: Dispatch<SetStateAction<Choices>>;
}

export function BulkFields({ of, ...props }: BulkFieldProps) {
  const set = (change: Partial<Choices>) => props.setChoices((now) => ({ ...now, ...change }));
  if (of === "amounts") return <AmountFields {...props} set={set} />;
  return of === "categories" ? <CategoryFields {...props} set={set} /> : <DetailFields {...props} set={set} />;
}

interface FieldProps extends Pick<BulkFieldProps, "choices" | "currency"> {
  set(change: Partial<Choices>): void;
}

const WAYS = ["percent", "add", "set"] as const;

function AmountFields({ choices: { how, by, roundTo }, currency, set }: FieldProps) {
  const { t } = useTranslation("products");
  const field = { label: t(`bulk.by.${how}`), value: by, onChange: (text: string) => set({ by: text }), w: 180 };
  return (
    <Stack gap="sm">
      <SegmentedControl
        value={how}
        onChange={(chosen) => set({ how: WAYS.find((each) => each === chosen) ?? how, by: "" })}
        data={worded(WAYS, (value) => t(`bulk.how.${value}`))}
      />
      <Group>
        {how === "percent" ? (
          <>
            <PercentInput {...field} placeholder="-10" />
            <AmountInput
              label={t("bulk.roundTo")}
              value={roundTo}
              onChange={(text) => set({ roundTo: text })}
              currency={currency}
              w={180}
            />
          </>
        ) : (
          <AmountInput {...field} currency={currency} isSigned={how === "add"} />
        )}
      </Group>
    </Stack>
  );
}

function CategoryFields({ choices, set }: FieldProps) {
  const { t } = useTranslation("products");
  const categories = (useQuery(categoriesQuery).data ?? []).map(({ id, path }) => ({
    value: id,
    label: path.join(" › "),
  }));
  return (
    <Stack gap="sm">
      <MultiSelect
        label={t("bulk.addTo")}
        data={categories}
        value={[...choices.addCategories]}
        onChange={(addCategories) => set({ addCategories })}
        searchable
        data-autofocus
      />
      <MultiSelect
        label={t("bulk.takeFrom")}
        data={categories}
        value={[...choices.removeCategories]}
        onChange={(removeCategories) => set({ removeCategories })}
        searchable
      />
    </Stack>
  );
}

const TEXTS = ["taxClass", "hsn", "gstRate"] as const;

function DetailFields({ choices, set }: FieldProps) {
  const { t } = useTranslation("products");
  return (
    <Stack gap="sm">
      <TextInput
        label={t("columns.brand")}
        description={t("bulk.brandHelp")}
        {...boundText(choices.brand, (brand) => set({ brand }))}
        maxLength={255}
        data-autofocus
      />
      <SimpleGrid cols={2} spacing="sm">
        {TEXTS.map((field) => (
          <TextInput
            key={field}
            label={t(`fields.${field}`)}
            {...boundText(choices[field], (text) => set({ [field]: text }))}
          />
        ))}
        <WholeNumber
          label={t("fields.weight")}
          value={choices.weightGrams}
          min={0}
          onChange={(weightGrams) => set({ weightGrams })}
        />
        {(["name", "value"] as const).map((part) => (
          <TextInput
            key={part}
            label={t(`bulk.attribute.${part}`)}
            {...boundText(choices.attribute[part], (text) =>
              set({ attribute: { ...choices.attribute, [part]: text } }),
            )}
          />
        ))}
      </SimpleGrid>
      <TagsInput
        label={t("bulk.removeAttributes")}
        value={[...choices.removeAttributes]}
        onChange={(removeAttributes) => set({ removeAttributes })}
        maxTags={100}
        acceptValueOnBlur
      />
      <TagsInput
        label={t("bulk.addTags")}
        description={t("bulk.tagHelp")}
        value={[...choices.addTags]}
        onChange={(addTags) => set({ addTags })}
        maxTags={100}
        acceptValueOnBlur
      />
      <TagsInput
        label={t("bulk.removeTags")}
        value={[...choices.removeTags]}
        onChange={(removeTags) => set({ removeTags })}
        maxTags={100}
        acceptValueOnBlur
      />
    </Stack>
  );
}

interface PublishProps {
  readonly channels: readonly { readonly id: string; readonly name: string; readonly provider: string }[];
  readonly chosen: readonly string[];
  onChange(chosen: readonly string[]): void;
}

/** The channels products are published to. */
export function PublishTo({ channels, chosen, onChange }: PublishProps) {
  const { t } = useTranslation("products");
  return (
    <Checkbox.Group label={t("bulk.publishTo")} value={[...chosen]} onChange={onChange}>
      <Stack gap="xs" mt="xs">
        {channels.map(({ id, name, provider }) => (
          <Checkbox
            key={id}
            value={id}
            label={
              <Group gap={6} wrap="nowrap">
                <Logo provider={provider} size={16} />
                <bdi>{name}</bdi>
              </Group>
            }
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
