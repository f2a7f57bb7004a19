/** Which items a discount is for: all, or chosen products, variants and categories, less others. */
import { MultiSelect, Pill, Stack, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { categoriesQuery } from "../data/categories.ts";
import { hub, ofId } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { ProductPicker } from "../products/product-picker.tsx";
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
  const { variants } = targets;
  const put = (next: readonly string[]) => onChange({ ...targets, variants: [...new Set(next)] });
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
      <ProductPicker
        label={t("products")}
        placeholder={t("productPlaceholder")}
        ids={targets.products}
        removeLabel={(name) => t("remove", { name })}
        onChange={(products) => onChange({ ...targets, products })}
      />
      <VariantPicker label={t("variants")} isForMany onPick={({ id }) => put([...variants, id])} />
      {variants.length > 0 && (
        <Pill.Group>
          {variants.map((id) => (
            <VariantPill key={id} id={id} onRemove={() => put(variants.filter((each) => each !== id))} />
          ))}
        </Pill.Group>
      )}
      {isNeeded && isEmpty(targets) && <Quiet size="xs">{t("chooseItems")}</Quiet>}
    </Stack>
  );
}

interface PillProps {
  readonly id: string;
  onRemove(): void;
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
