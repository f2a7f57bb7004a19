/** Drafts of chosen products for one category of a channel. */

import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { ProductPicker } from "../products/product-picker.tsx";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { CategoryChooser } from "./category-chooser.tsx";
import { ChannelChoice } from "./channel-choice.tsx";
import { type Category, RENEWED, readRequirements } from "./queries.ts";

interface Place {
  readonly storeId: string;
  readonly categoryKey: string;
}

/** The hub takes so many products a call. */
const A_CALL = 500;
/** As many are shown by their names. */
const NAMED = 20;

/** What was refused is said beside what was made; nothing made is a failure. */
async function makeDrafts({ storeId, categoryKey }: Place, productIds: readonly string[]) {
  await readRequirements(storeId, categoryKey);
  const refused: string[] = [];
  for (let at = 0; at < productIds.length; at += A_CALL) {
    const some = productIds.slice(at, at + A_CALL);
    const { results } = await body(
      hub.POST("/api/listing-drafts", { body: { storeId, categoryKey, productIds: some } }),
    );
    refused.push(...results.flatMap(({ ok, error }) => (ok ? [] : [error ?? ""])));
  }
  if (refused.length === productIds.length) throw new Error(refused[0]);
  return refused;
}

interface Props {
  /** Chosen before. */
  readonly products: readonly string[];
  onClose(): void;
}

export function NewDialog({ products, onClose }: Props) {
  const { t } = useTranslation("listing-drafts");
  const { data: stores = [] } = useQuery(storesQuery);
  const able = stores.filter(({ abilities }) => abilities?.publishListings);
  const [chosen, setStore] = useState<string | null>(null);
  const storeId = chosen ?? able[0]?.id ?? null;
  const [productIds, setProducts] = useState(products);
  const [category, setCategory] = useState<Category | null>(null);
  const make = useFormAction({
    run: (place: Place) => makeDrafts(place, productIds),
    renews: RENEWED,
    said: (refused) =>
      [
        t("new.said", { count: productIds.length - refused.length }),
        ...(refused.length > 0 ? [t("new.partly", { count: refused.length, reason: refused[0] ?? "" })] : []),
      ].join(". "),
    done: onClose,
  });
  return (
    <FormDialog
      help={<Help of="listing_draft" />}
      size="lg"
      title={t("new.title")}
      label={t("new.submit", { count: productIds.length })}
      isReady={storeId !== null && category !== null && productIds.length > 0}
      action={make}
      onSubmit={() => storeId !== null && category && make.start({ storeId, categoryKey: category.key })}
      onClose={onClose}
    >
      <ChannelChoice
        channels={able}
        value={storeId}
        none={t("new.noChannel")}
        onChange={(next) => {
          setCategory(null);
          setStore(next);
        }}
      />
      <Products ids={productIds} isNamed={products.length <= NAMED} onChange={setProducts} />
      {storeId !== null && (
        <CategoryChooser
          key={storeId}
          storeId={storeId}
          productId={productIds[0] ?? null}
          chosen={category}
          onChoose={setCategory}
        />
      )}
    </FormDialog>
  );
}

interface ProductsProps {
  readonly ids: readonly string[];
  readonly isNamed: boolean;
  onChange(ids: readonly string[]): void;
}

function Products({ ids, isNamed, onChange }: ProductsProps) {
  const { t } = useTranslation("listing-drafts");
  if (!isNamed) return <Text size="sm">{t("new.chosen", { count: ids.length })}</Text>;
  return (
    <Stack gap="xs">
      <ProductPicker
        label={t("new.products")}
        placeholder={t("new.productsExample")}
        ids={ids}
        removeLabel={(name) => t("new.remove", { name })}
        onChange={onChange}
      />
    </Stack>
  );
}
