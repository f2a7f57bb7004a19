/** Merges orders into one parcel: which ones, and what will happen. */
import { Checkbox, List, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { addressLines } from "../ui/address.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { Quiet } from "../ui/quiet.tsx";
import type { MergeSuggestion } from "./queries.ts";

interface Props {
  readonly order: { readonly id: string; readonly number: string };
  readonly suggestion: MergeSuggestion;
  onClose(): void;
}

const EFFECTS = ["parcel", "channels", "money", "undo"] as const;

export function MergeDialog({ order, suggestion, onClose }: Props) {
  const { t, language } = useTranslation("orders/page");
  const { money, date } = useFormat();
  const [chosen, setChosen] = useState<readonly string[]>(suggestion.orders.map(({ id }) => id));
  const merge = useFormAction({
    run: (orderIds: readonly string[]) => body(hub.POST("/api/order-merges", { body: { orderIds: [...orderIds] } })),
    renews: [["orders"]],
    done: onClose,
    said: t("merging.merge.said"),
  });
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <FormDialog
      help={<Help of="merged_orders" />}
      title={t("merging.merge.title", { number: order.number })}
      label={t("merging.merge.label", { count: chosen.length })}
      isReady={chosen.length > 1}
      action={merge}
      onSubmit={() => merge.start(chosen)}
      onClose={onClose}
    >
      <Stack gap="xs">
        {suggestion.orders.map(({ id, number, storeName, placedAt, totalMinor, currency, address }) => (
          <Checkbox
            key={id}
            checked={chosen.includes(id)}
            disabled={id === order.id}
            onChange={() => toggle(id)}
            label={
              <>
                <bdi className="code">{number}</bdi> · <bdi>{storeName ?? t("merging.here")}</bdi>
              </>
            }
            description={
              <>
                {[date(placedAt), totalMinor === null ? "" : money(totalMinor, currency)].filter(Boolean).join(" · ")}
                {address !== null && (
                  <>
                    <br />
                    <bdi>{addressLines(address, language).join(", ")}</bdi>
                  </>
                )}
              </>
            }
          />
        ))}
      </Stack>
      {suggestion.match === "like" && <Text size="sm">{t("merging.merge.like")}</Text>}
      <List size="sm">
        {EFFECTS.map((effect) => (
          <List.Item key={effect}>{t(`merging.merge.effects.${effect}`)}</List.Item>
        ))}
      </List>
      {suggestion.shippingRefunds.length > 0 && <Quiet>{t("merging.merge.paidTwice")}</Quiet>}
    </FormDialog>
  );
}
