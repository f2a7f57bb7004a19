/** Who takes care of an order, and how urgent it is to the organization. */
import { SimpleGrid } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ORDER_PRIORITIES } from "../../../src/commerce/order-priority.ts";
import { body, hub, type Sent } from "../data/hub.ts";
import { membersQuery } from "../data/members.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { type Option, worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { OneOf } from "../ui/one-of.tsx";
import type { Order } from "./queries.ts";

export type HandlingChange = Omit<Sent<"postOrdersHandling">, "orderIds">;

/** Everybody an order can be given to, also who has it and has left, and nobody (""). */
export function useAssignees(nobody: string, current: string | null = null): readonly Option[] {
  const members = useQuery(membersQuery).data?.items ?? [];
  return [
    { value: "", label: nobody },
    ...members
      .filter(({ active, userId }) => active || userId === current)
      .map(({ userId, name, email }) => ({ value: userId, label: name || email })),
  ];
}

export function HandlingCard({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const { may } = useSession();
  const people = useAssignees(t("handling.nobody"), order.assignedTo);
  const change = useAction({
    run: (requested: HandlingChange) =>
      body(hub.POST("/api/orders/handling", { body: { ...requested, orderIds: [order.id] } })),
    renews: [["orders"]],
  });
  const isFixed = !may("act_on_orders") || change.isRunning;
  return (
    <Card help={<Help of="order_handling" />} title={t("handling.title")}>
      <SimpleGrid cols={2} spacing="sm">
        <OneOf
          label={t("handling.assignee")}
          options={people}
          value={order.assignedTo ?? ""}
          disabled={isFixed}
          onChange={(member) => change.start({ assignedTo: member === "" ? null : member })}
        />
        <OneOf
          label={ofOrders("columns.priority")}
          options={worded(ORDER_PRIORITIES, (value) => ofOrders(`priority.${value}`))}
          value={order.priority}
          disabled={isFixed}
          onChange={(priority) => change.start({ priority })}
        />
      </SimpleGrid>
    </Card>
  );
}
