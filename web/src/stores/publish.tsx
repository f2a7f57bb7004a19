/** What of ours goes to the store without being asked for each time, and which products it may have. */
import { MultiSelect, Stack, Switch, TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { categoriesQuery } from "../data/categories.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { ProductPicker } from "../products/product-picker.tsx";
import { Card } from "../ui/card.tsx";
import { boundTick } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { Quiet } from "../ui/quiet.tsx";
import type { Store } from "./data.ts";
import type { SyncValues } from "./sync-values.ts";

interface Props {
  readonly store: Store;
  readonly values: SyncValues;
  readonly isFixed: boolean;
  set(part: Partial<SyncValues>): void;
}

export function Publish({ store, values, isFixed, set }: Props) {
  const { t } = useTranslation("stores");
  const { putProducts = false, putCategories = false, putCustomers = false } = store.abilities ?? {};
  const toggle = (key: "contentOut" | "categoriesOut" | "customersOut", isAble: boolean) => (
    <Switch
      label={t(`publish.${key}`)}
      description={isAble ? t(`publish.${key}Help`) : t("publish.cannot", { name: store.name })}
      {...boundTick(values[key], (isOn) => set({ [key]: isOn }))}
      disabled={isFixed || (!isAble && !values[key])}
    />
  );
  return (
    <Card help={<Help of="sent" />} title={t("publish.title")}>
      <Stack gap="sm">
        <OneOf
          label={t("publish.products")}
          description={putProducts ? undefined : t("publish.cannot", { name: store.name })}
          value={values.productsOut}
          disabled={isFixed || (!putProducts && values.productsOut === "by_hand")}
          options={worded(["by_hand", "automatic"], (value) => t(`publish.how.${value}`))}
          onChange={(productsOut) => set({ productsOut })}
        />
        {putProducts && <Selection values={values} isFixed={isFixed} set={set} />}
        {toggle("contentOut", putProducts)}
        {toggle("categoriesOut", putCategories)}
        {toggle("customersOut", putCustomers)}
      </Stack>
    </Card>
  );
}

/** Which products the store may have; one that fits any of it. */
function Selection({ values, isFixed, set }: Omit<Props, "store">) {
  const { t } = useTranslation("stores");
  const categories = (useQuery(categoriesQuery).data ?? []).map(({ id, path }) => ({
    value: id,
    label: path.join(" › "),
  }));
  const { onlyCategories, onlyBrands, onlyTags, onlyProducts } = values;
  const isEvery = [onlyCategories, onlyBrands, onlyTags, onlyProducts].every((some) => some.length === 0);
  const all = isEvery ? t("sync.all") : "";
  return (
    <>
      <MultiSelect
        label={t("publish.onlyCategories")}
        placeholder={all}
        data={categories}
        value={[...values.onlyCategories]}
        disabled={isFixed}
        searchable
        onChange={(onlyCategories) => set({ onlyCategories })}
      />
      {(["onlyBrands", "onlyTags"] as const).map((key) => (
        <TagsInput
          key={key}
          label={t(`publish.${key}`)}
          placeholder={all}
          value={[...values[key]]}
          disabled={isFixed}
          maxTags={100}
          acceptValueOnBlur
          onChange={(some) => set({ [key]: some })}
        />
      ))}
      <ProductPicker
        label={t("publish.onlyProducts")}
        placeholder={isEvery ? t("sync.all") : t("publish.searchProducts")}
        ids={onlyProducts}
        disabled={isFixed}
        removeLabel={(name) => t("publish.removeProduct", { name })}
        onChange={(ids) => set({ onlyProducts: ids })}
      />
      <Quiet>{t(isEvery ? "publish.every" : "publish.some")}</Quiet>
    </>
  );
}
