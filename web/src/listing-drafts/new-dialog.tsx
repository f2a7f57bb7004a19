/** Drafts of chosen products for one category of a channel. */

import { Stack } from "@mantine/core";
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

async function makeDrafts({ storeId, categoryKey }: Place, productIds: readonly string[]): Promise<void> {
  await readRequirements(storeId, categoryKey);
  const { results } = await body(
    hub.POST("/api/listing-drafts", { body: { storeId, categoryKey, productIds: [...productIds] } }),
  );
  const refused = results.find(({ ok }) => !ok);
  if (refused) throw new Error(refused.error);
}

export function NewDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("listing-drafts");
  const { data: stores = [] } = useQuery(storesQuery);
  const able = stores.filter(({ abilities }) => abilities?.publishListings);
  const [chosen, setStore] = useState<string | null>(null);
  const storeId = chosen ?? able[0]?.id ?? null;
  const [productIds, setProducts] = useState<readonly string[]>([]);
  const [category, setCategory] = useState<Category | null>(null);
  const make = useFormAction({
    run: (place: Place) => makeDrafts(place, productIds),
    renews: RENEWED,
    said: t("new.said", { count: productIds.length }),
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
      <Stack gap="xs">
        <ProductPicker
          label={t("new.products")}
          placeholder={t("new.productsExample")}
          ids={productIds}
          removeLabel={(name) => t("new.remove", { name })}
          onChange={setProducts}
        />
      </Stack>
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
