/** Drafts of chosen products for one category of a channel. */

import { Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { Help } from "../help/help.tsx";
import { problemText } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { ProductPicker } from "../products/product-picker.tsx";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { CategoryChooser } from "./category-chooser.tsx";
import { ChannelChoice } from "./channel-choice.tsx";
import { makeInCalls } from "./make-drafts.ts";
import { type Category, RENEWED, readRequirements } from "./queries.ts";

interface Place {
  readonly storeId: string;
  readonly categoryKey: string;
}

/** As many are shown by their names. */
const NAMED = 20;

interface Props {
  /** Chosen before. */
  readonly products: readonly string[];
  onClose(): void;
}

function useMaking(productIds: readonly string[], onClose: () => void) {
  const { t } = useTranslation("listing-drafts");
  const format = useFormat();
  const client = useQueryClient();
  return useFormAction({
    async run({ storeId, categoryKey }: Place) {
      const call = async (some: string[]) => {
        const drafts = { storeId, categoryKey, productIds: some };
        return (await body(hub.POST("/api/listing-drafts", { body: drafts }))).results;
      };
      await readRequirements(storeId, categoryKey);
      try {
        return await makeInCalls(productIds, call, (error) => problemText(error, format));
      } finally {
        // Also after a failure: an answer may be lost on its way.
        await Promise.all(RENEWED.map((queryKey) => client.invalidateQueries({ queryKey })));
      }
    },
    said: ({ made, existing, refused }) =>
      [
        t("new.said", { count: made }),
        ...(existing > 0 ? [t("new.existing", { count: existing })] : []),
        ...(refused.length > 0 ? [t("new.partly", { count: refused.length, reason: refused[0] ?? "" })] : []),
      ].join(". "),
    done: onClose,
  });
}

export function NewDialog({ products, onClose }: Props) {
  const { t } = useTranslation("listing-drafts");
  const { data: stores = [] } = useQuery(storesQuery);
  const able = stores.filter(({ abilities }) => abilities?.publishListings);
  const [chosen, setStore] = useState<string | null>(null);
  const storeId = chosen ?? able[0]?.id ?? null;
  const [productIds, setProducts] = useState(products);
  const [category, setCategory] = useState<Category | null>(null);
  const make = useMaking(productIds, onClose);
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
