/** One draft, made for another channel too. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { storesQuery } from "../data/reference-data.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { CategoryChooser } from "./category-chooser.tsx";
import { ChannelChoice } from "./channel-choice.tsx";
import { type Category, changeDrafts, RENEWED, readRequirements } from "./queries.ts";
import type { Draft } from "./shapes.ts";

interface Props {
  readonly draft: Pick<Draft, "id" | "storeId" | "productId" | "title">;
  onClose(): void;
}

export function CopyDialog({ draft, onClose }: Props) {
  const { t } = useTranslation("listing-drafts");
  const { data: stores = [] } = useQuery(storesQuery);
  const able = stores.filter(({ id, abilities }) => abilities?.publishListings && id !== draft.storeId);
  const [chosen, setStore] = useState<string | null>(null);
  const storeId = chosen ?? able[0]?.id ?? null;
  const [category, setCategory] = useState<Category | null>(null);
  const choose = (next: string) => {
    setStore(next);
    setCategory(null);
  };
  const copy = useFormAction({
    async run({ storeId, categoryKey }: { readonly storeId: string; readonly categoryKey: string }) {
      await readRequirements(storeId, categoryKey);
      const [result] = await changeDrafts({ action: "copy", draftIds: [draft.id], storeId, categoryKey });
      const reason = result?.problem ?? result?.warning;
      if (reason !== undefined) throw new Error(reason);
    },
    renews: RENEWED,
    said: t("copy.said"),
    done: onClose,
  });
  return (
    <FormDialog
      help={<Help of="listing_draft" />}
      size="lg"
      title={t("copy.title", { title: draft.title })}
      label={t("copy.submit")}
      isReady={storeId !== null && category !== null}
      action={copy}
      onSubmit={() => storeId !== null && category && copy.start({ storeId, categoryKey: category.key })}
      onClose={onClose}
    >
      <ChannelChoice channels={able} value={storeId} none={t("copy.noChannel")} onChange={choose} />
      {storeId !== null && (
        <CategoryChooser
          key={storeId}
          storeId={storeId}
          productId={draft.productId}
          chosen={category}
          onChoose={setCategory}
        />
      )}
    </FormDialog>
  );
}
