/** Says which variant of ours a channel's item stands for; the order's stock follows. */
import { Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import type { Order, OrderLine } from "./queries.ts";
import { type Variant, VariantPicker } from "./variant-picker.tsx";

interface Props {
  readonly order: Order;
  readonly line: OrderLine;
  onClose(): void;
}

export function LinkDialog({ order, line, onClose }: Props) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const client = useQueryClient();
  const [variant, setVariant] = useState<Variant | null>(null);
  const link = useAction({
    run: (variantId: string) =>
      body(
        hub.POST("/api/orders/{id}/lines/{lineId}/link", {
          params: { path: { id: order.id, lineId: line.id } },
          body: { variantId },
        }),
      ),
    done: async () => {
      await client.invalidateQueries({ queryKey: ["orders"] });
      await client.invalidateQueries({ queryKey: ["mappings"] });
      onClose();
    },
    said: t("link.said", { title: line.title }),
    isQuietFailure: true,
  });
  return (
    <FormDialog
      isOpen
      size="lg"
      title={t("link.title")}
      label={variant === null ? t("link.label") : t("link.labelTo", { sku: variant.sku })}
      isReady={variant !== null}
      isRunning={link.isRunning}
      error={link.error}
      onSubmit={() => variant && link.start(variant.id)}
      onClose={onClose}
    >
      <Stack gap={2}>
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          <bdi>{line.title}</bdi>
        </Text>
        <Text size="xs" c="var(--quiet)">
          {t("link.from", { store: order.storeName ?? ofOrders("here") })}
          {line.sku !== null && (
            <>
              {" · "}
              <bdi className="code">{line.sku}</bdi>
            </>
          )}
        </Text>
      </Stack>
      <VariantPicker label={t("link.variant")} start={line.sku ?? ""} value={variant} onChange={setVariant} />
      <Text size="sm" c="var(--quiet)">
        {t(line.listingId === null ? "link.textUnlisted" : "link.text")}
      </Text>
    </FormDialog>
  );
}
