/** Says which variant of ours a channel's item stands for; the order's stock follows. */
import { Stack, Text } from "@mantine/core";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { type Variant, VariantPicker } from "../ui/variant-picker.tsx";
import type { Order, OrderLine } from "./queries.ts";

interface Props {
  readonly order: Order;
  readonly line: OrderLine;
  onClose(): void;
}

export function LinkDialog({ order, line, onClose }: Props) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const [variant, setVariant] = useState<Variant | null>(null);
  const link = useFormAction({
    run: (variantId: string) =>
      body(
        hub.POST("/api/orders/{id}/lines/{lineId}/link", {
          params: { path: { id: order.id, lineId: line.id } },
          body: { variantId },
        }),
      ),
    renews: [["orders"], ["mappings"]],
    done: onClose,
    said: t("link.said", { title: line.title }),
  });
  return (
    <FormDialog
      help={<Help of="link" />}
      size="lg"
      title={t("link.title")}
      label={variant === null ? t("link.label") : t("link.labelTo", { sku: variant.sku })}
      isReady={variant !== null}
      action={link}
      onSubmit={() => variant && link.start(variant.id)}
      onClose={onClose}
    >
      <Stack gap={2}>
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          <bdi>{line.title}</bdi>
        </Text>
        <Quiet size="xs">
          {t("link.from", { store: order.storeName ?? ofOrders("here") })}
          {line.sku !== null && (
            <>
              {" · "}
              <bdi className="code">{line.sku}</bdi>
            </>
          )}
        </Quiet>
      </Stack>
      <VariantPicker label={t("link.variant")} start={line.sku ?? ""} picked={variant} onPick={setVariant} />
      <Quiet>{t(line.listingId === null ? "link.textUnlisted" : "link.text")}</Quiet>
    </FormDialog>
  );
}
