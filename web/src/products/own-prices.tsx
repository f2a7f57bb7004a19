/** Prices of a product's variants on one channel, above its rule; an empty one leaves it to the rule. */
import { Stack } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { MoneyField } from "../ui/money-field.tsx";
import { Quiet } from "../ui/quiet.tsx";

interface Props {
  readonly channel: Shape<"ProductChannel">;
  onClose(): void;
  onChanged(): unknown;
}

export function OwnPrices({ channel, onClose, onChanged }: Props) {
  const { t } = useTranslation("products");
  const { money } = useFormat();
  const ours = useSession().organization?.currency ?? "USD";
  const { storeId, storeName, items } = channel;
  const [typed, setTyped] = useState<ReadonlyMap<string, number | null>>(new Map());
  const send = (action: Parameters<typeof post>[1]) => post(storeId, action);
  const save = useFormAction({
    run: async () => {
      const set = items.flatMap(({ listingId, currency }) => {
        const priceMinor = typed.get(listingId);
        return priceMinor == null ? [] : [{ listingId, priceMinor, ...(currency !== null && { currency }) }];
      });
      const cleared = [...typed].flatMap(([listingId, minor]) => (minor === null ? [listingId] : []));
      if (set.length > 0) await send({ action: "price", prices: set });
      if (cleared.length > 0) await send({ action: "clear_price", listingIds: cleared });
    },
    done: async () => {
      await onChanged();
      onClose();
    },
    said: t("saved"),
  });
  return (
    <FormDialog
      help={<Help of="channel_prices" />}
      title={t("channels.pricesOn", { name: storeName })}
      label={t("channels.savePrices")}
      action={save}
      isReady={typed.size > 0}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Quiet>{t("channels.pricesHelp")}</Quiet>
        {items.map(({ listingId, sku, priceMinor, ownPriceMinor, currency }) => (
          <MoneyField
            key={listingId}
            label={sku}
            currency={currency ?? ours}
            value={typed.has(listingId) ? (typed.get(listingId) ?? null) : ownPriceMinor}
            {...(priceMinor !== null && currency !== null && { placeholder: money(priceMinor, currency) })}
            onChange={(minor) => setTyped((before) => new Map(before).set(listingId, minor))}
          />
        ))}
      </Stack>
    </FormDialog>
  );
}

type Change =
  | { readonly action: "price"; readonly prices: { listingId: string; priceMinor: number; currency?: string }[] }
  | { readonly action: "clear_price"; readonly listingIds: string[] };

const post = (storeId: string, change: Change) =>
  body(hub.POST("/api/stores/{id}/mappings/bulk", { ...ofId(storeId), body: change }));
