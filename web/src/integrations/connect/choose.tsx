/** What to bring together: products, whose stock is right, and how much of the past. */
import { Button, Checkbox, Group, SegmentedControl, Stack } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId } from "../../data/hub.ts";
import { Help } from "../../help/help.tsx";
import { useTranslation } from "../../i18n/translation.ts";
import { starts, useAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { boundTick } from "../../ui/field.ts";
import { Quiet } from "../../ui/quiet.tsx";
import { Radios } from "../../ui/radios.tsx";
import type { Connection, Provider } from "../data.ts";
import { STOCK, type StockFrom } from "./steps.ts";

export interface Choice {
  readonly stock: StockFrom;
  readonly orders: string;
}

interface Props {
  readonly provider: Provider;
  readonly store: Connection;
  /** What was chosen before, for somebody who comes back. */
  readonly before: { readonly stock?: StockFrom | undefined; readonly orders?: string | undefined };
  /** The plan's run, and what applying it will mean. */
  onPlan(runId: string, choice: Choice): void;
  /** Nothing to plan: orders alone, or nothing at all. */
  onWithout(choice: Choice): void;
}

const DAYS = ["7", "30", "60", "all"];

/** What the platform lets us reach, and not at all. */
function reaches({ orderHistory: { days } }: Provider): string[] {
  if (days === "none") return ["none"];
  return [
    "none",
    ...DAYS.filter((choice) => days === "all" || (choice !== "all" && Number(choice) <= days)),
    ...(days === "all" ? [] : [String(days)]),
  ].filter((choice, at, all) => all.indexOf(choice) === at);
}

const USUAL_DAYS = 30;

/** A month of past orders, or what the platform has of it; a store that came back keeps those it had. */
function usualReach(provider: Provider, isBack: boolean): string {
  if (isBack) return "none";
  const within = reaches(provider).filter((choice) => Number(choice) <= USUAL_DAYS);
  return within.toSorted((a, b) => Number(b) - Number(a))[0] ?? "none";
}

export function Choose({ provider, store, before, onPlan, onWithout }: Props) {
  const { t } = useTranslation("integrations");
  const {
    readProducts: canProducts = false,
    readOrders: canOrders = false,
    stock: hasStock = false,
  } = store.abilities ?? {};
  // A stock file is carried over by a person: there is nothing to begin with.
  const canStock = hasStock && (canProducts || canOrders);
  // A store that came back goes on with the hub's numbers: what was sold meanwhile comes as orders.
  const [stock, setStock] = useState<StockFrom>(before.stock ?? (store.reconnectedAt === null ? "channel" : "none"));
  const [orders, setOrders] = useState(
    () => reaches(provider).find((one) => one === before.orders) ?? usualReach(provider, store.reconnectedAt !== null),
  );
  const choice = { stock: canStock ? stock : "none", orders } as const;
  const { putProducts = false, putCategories = false } = store.abilities ?? {};
  const [sendAll, setSendAll] = useState(false);
  const [keepsSending, setKeepsSending] = useState(false);
  const plan = useAction({
    run: async () => {
      const at = ofId(store.id);
      if (sendAll && keepsSending) {
        const publish = { products: "automatic", ...(putCategories && { categories: true }) };
        await body(hub.PATCH("/api/stores/{id}", { ...at, body: { settings: { publish } } }));
      }
      return body(hub.POST("/api/stores/{id}/plan", { ...at, body: { sendAll } }));
    },
    done: ({ id }) => onPlan(id, choice),
  });
  return (
    <Stack gap="md">
      {canStock && (
        <Card help={<Help of="first_stock" />} title={t("choose.stock")}>
          <Radios
            aria-label={t("choose.stock")}
            options={STOCK.map((value) => ({
              value,
              label: t(`choose.from.${value}`, { name: store.name }),
              description: t(`choose.fromHelp.${value}`),
            }))}
            value={stock}
            onChange={setStock}
          />
        </Card>
      )}
      {putProducts && (
        <Card help={<Help of="sent" />} title={t("choose.outward", { name: store.name })}>
          <Stack gap="sm">
            <Checkbox
              label={t("choose.sendAll")}
              description={t("choose.sendAllHelp")}
              {...boundTick(sendAll, setSendAll)}
            />
            <Checkbox
              label={t("choose.keepSending")}
              {...boundTick(sendAll && keepsSending, setKeepsSending)}
              disabled={!sendAll}
            />
          </Stack>
        </Card>
      )}
      {canOrders && (
        <Card help={<Help of="past_orders" />} title={t("choose.orders")}>
          <Stack gap="xs">
            <SegmentedControl
              aria-label={t("choose.orders")}
              fullWidth
              value={orders}
              onChange={setOrders}
              data={reaches(provider).map((days) => ({
                value: days,
                label:
                  Number(days) > 0
                    ? t("choose.days", { count: Number(days) })
                    : t(`choose.reach.${days === "all" ? "all" : "none"}`),
              }))}
            />
            <Quiet size="xs">
              {t("choose.ordersHelp")} <bdi>{provider.orderHistory.note}</bdi>
            </Quiet>
          </Stack>
        </Card>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={() => onWithout(choice)}>
          {t(canProducts ? "choose.skip" : "choose.go")}
        </Button>
        {canProducts && <Button {...starts(plan)}>{t("choose.preview")}</Button>}
      </Group>
    </Stack>
  );
}
