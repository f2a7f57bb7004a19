/** Which items a discount is for: all, or chosen products, variants and categories, less others. */
import { MultiSelect, Pill, Select, Stack, Switch } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { hub, ofId } from "../data/hub.ts";
import { readPage } from "../data/pages.ts";
import { reading } from "../data/reading.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { categoriesQuery, productQuery } from "../products/queries.ts";
import { boundTick } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { VariantPicker } from "../ui/variant-picker.tsx";
import { EVERYTHING, isEmpty } from "./discount-draft.ts";
import type { Scope, Targets } from "./queries.ts";

interface Props {
  readonly label?: string;
  readonly scope: Scope;
  onChange(scope: Scope): void;
}

export function ScopeFields({ label, scope, onChange }: Props) {
  const { t } = useTranslation("promotions");
  const [excludes, setExcludes] = useState(() => !isEmpty(scope.exclude));
  const nothing = EVERYTHING.exclude;
  return (
    <Stack gap="sm">
      <OneOf
        label={label ?? t("appliesTo")}
        options={worded(["all", "some"], (value) => t(`appliesToOf.${value}`))}
        value={scope.include === null ? "all" : "some"}
        onChange={(value) => onChange({ ...scope, include: value === "some" ? nothing : null })}
      />
      {scope.include !== null && (
        <TargetFields targets={scope.include} isNeeded onChange={(include) => onChange({ ...scope, include })} />
      )}
      <Switch
        label={t("excludes")}
        checked={excludes}
        onChange={(event) => {
          setExcludes(event.currentTarget.checked);
          if (!event.currentTarget.checked) onChange({ ...scope, exclude: nothing });
        }}
      />
      {excludes && <TargetFields targets={scope.exclude} onChange={(exclude) => onChange({ ...scope, exclude })} />}
      <Switch
        label={t("skipsReduced")}
        {...boundTick(scope.skipsReduced, (skipsReduced) => onChange({ ...scope, skipsReduced }))}
      />
    </Stack>
  );
}

interface TargetProps {
  readonly targets: Targets;
  readonly isNeeded?: boolean;
  onChange(targets: Targets): void;
}

function TargetFields({ targets, isNeeded = false, onChange }: TargetProps) {
  const { t } = useTranslation("promotions");
  const { data: categories = [] } = useQuery(categoriesQuery);
  const add = (name: "products" | "variants", id: string) =>
    onChange({ ...targets, [name]: [...new Set([...targets[name], id])] });
  const without = (name: "products" | "variants", id: string) =>
    onChange({ ...targets, [name]: targets[name].filter((each) => each !== id) });
  return (
    <Stack gap="sm" ps="md" style={{ borderInlineStart: "2px solid var(--mantine-color-default-border)" }}>
      <MultiSelect
        label={t("categories")}
        description={t("categoriesHelp")}
        searchable
        clearable
        data={categories
          .map(({ id, path }) => ({ value: id, label: path.join(" › ") }))
          .toSorted((a, b) => a.label.localeCompare(b.label))}
        value={[...targets.categories]}
        onChange={(chosen) => onChange({ ...targets, categories: chosen })}
      />
      <ProductPicker onPick={(id) => add("products", id)} />
      {targets.products.length > 0 && (
        <Pill.Group>
          {targets.products.map((id) => (
            <ProductPill key={id} id={id} onRemove={() => without("products", id)} />
          ))}
        </Pill.Group>
      )}
      <VariantPicker label={t("variants")} isForMany onPick={({ id }) => add("variants", id)} />
      {targets.variants.length > 0 && (
        <Pill.Group>
          {targets.variants.map((id) => (
            <VariantPill key={id} id={id} onRemove={() => without("variants", id)} />
          ))}
        </Pill.Group>
      )}
      {isNeeded && isEmpty(targets) && <Quiet size="xs">{t("chooseItems")}</Quiet>}
    </Stack>
  );
}

const SHOWN = 12;

function ProductPicker({ onPick }: { onPick(id: string): void }) {
  const { t } = useTranslation("promotions");
  const [words, setWords] = useState("");
  const [settled] = useDebouncedValue(words.trim(), 150);
  const { data } = useQuery({
    queryKey: ["products", "list", "picked", settled],
    queryFn: () => readPage("/api/products", { limit: SHOWN, ...(settled !== "" && { filter: { q: settled } }) }),
    placeholderData: keepPreviousData,
  });
  return (
    <Select
      label={t("products")}
      placeholder={t("productPlaceholder")}
      searchable
      searchValue={words}
      onSearchChange={setWords}
      value={null}
      nothingFoundMessage={t("list.nothing", { ns: "ui" })}
      filter={({ options }) => options}
      data={(data?.items ?? []).map(({ id, title }) => ({ value: id, label: title }))}
      onChange={(id) => {
        setWords("");
        if (id !== null) onPick(id);
      }}
    />
  );
}

interface PillProps {
  readonly id: string;
  onRemove(): void;
}

function ProductPill({ id, onRemove }: PillProps) {
  const { data } = useQuery(productQuery(id));
  return <Removable name={data?.title ?? "…"} onRemove={onRemove} />;
}

function VariantPill({ id, onRemove }: PillProps) {
  const { data } = useQuery(
    reading(["products", "variants", "one", id], () => hub.GET("/api/variants/{id}", ofId(id))),
  );
  return <Removable name={data?.sku ?? "…"} onRemove={onRemove} />;
}

function Removable({ name, onRemove }: { readonly name: string; onRemove(): void }) {
  const { t } = useTranslation("promotions");
  return (
    <Pill withRemoveButton onRemove={onRemove} removeButtonProps={{ "aria-label": t("remove", { name }) }}>
      <bdi>{name}</bdi>
    </Pill>
  );
}
