/** What is asked of many orders at once; the hub answers for each. */
import {
  IconBan,
  IconCheck,
  IconFileInvoice,
  IconListCheck,
  IconNote,
  IconPrinter,
  IconTag,
  IconTruck,
  IconTruckDelivery,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, useState } from "react";
import { body, hub, type Sent } from "../data/hub.ts";
import { codeText } from "../hub-messages/hub-messages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { couriersQuery } from "../shipments/queries.ts";
import { BulkBar } from "../ui/list/bulk.tsx";
import type { BulkAction, BulkStep, Chosen, Outcome } from "../ui/list/bulk-action.ts";
import type { Choices } from "./bulk-fields.tsx";
import { keepChosen } from "./chosen.ts";

type Asked = Sent<"postOrdersBulk">;
type WithoutIds<T> = T extends unknown ? Omit<T, "orderIds"> : never;

/** Loaded when something is asked: nobody who only looks needs them. */
const Fields = lazy(async () => ({ default: (await import("./bulk-fields.tsx")).BulkFields }));

const FIRST: Choices = {
  notify: false,
  restock: true,
  reason: "other",
  status: "processing",
  add: [],
  remove: [],
  note: "",
};

async function ask(asked: WithoutIds<Asked>, ids: readonly string[]): Promise<readonly Outcome[]> {
  const { results } = await body(hub.POST("/api/orders/bulk", { body: { ...asked, orderIds: [...ids] } as Asked }));
  return results.map(({ orderId, error }) => ({ id: orderId, problem: error && codeText(error.code, error.message) }));
}

async function issueInvoices(ids: readonly string[]): Promise<readonly Outcome[]> {
  const { results } = await body(hub.POST("/api/invoices", { body: { orderIds: [...ids] } }));
  return results.map(({ orderId, error }) => ({ id: orderId, problem: error && codeText(error.code, error.message) }));
}

export function OrderBulk(chosen: Chosen) {
  return <BulkBar actions={useOrderBulk()} steps={useOrderSteps()} {...chosen} />;
}

/** Chosen orders are shipped on a screen of their own, each with its parcel. */
function useOrderSteps(): readonly BulkStep[] {
  const { t } = useTranslation("orders/page");
  const navigate = useNavigate();
  const hasCourier = (useQuery(couriersQuery).data ?? []).length > 0;
  const along =
    (to: "/orders/ship" | "/orders/book" | "/orders/picking" | "/orders/slips") => (ids: readonly string[]) => {
      keepChosen(ids);
      void navigate({ to });
    };
  return [
    {
      id: "ship",
      icon: <IconTruck size={14} />,
      label: (count) => (count === null ? t("bulk.all.fulfil") : t("bulk.fulfil", { count })),
      lead: along("/orders/ship"),
    },
    ...(hasCourier
      ? [
          {
            id: "book",
            icon: <IconTruckDelivery size={14} />,
            label: () => t("bulk.book"),
            lead: along("/orders/book"),
          },
        ]
      : []),
    {
      id: "picking",
      icon: <IconListCheck size={14} />,
      label: () => t("bulk.picking"),
      lead: along("/orders/picking"),
    },
    { id: "slips", icon: <IconPrinter size={14} />, label: () => t("bulk.slips"), lead: along("/orders/slips") },
  ];
}

function useOrderBulk(): readonly BulkAction[] {
  const { t } = useTranslation("orders/page");
  const { t: word } = useTranslation("invoices");
  const [choices, setChoices] = useState(FIRST);
  const fields = { choices, setChoices };
  return [
    {
      id: "status",
      icon: <IconCheck size={14} />,
      label: (count) => (count === null ? t("bulk.all.status") : t("bulk.status", { count })),
      confirm: () => t("bulk.statusText"),
      fields: <Fields of="status" {...fields} />,
      run: (ids) => ask({ action: "status", status: choices.status }, ids),
    },
    {
      id: "invoice",
      icon: <IconFileInvoice size={14} />,
      label: (count) => (count === null ? word("order.bulkAll") : word("order.bulk", { count })),
      confirm: () => word("order.bulkText"),
      run: issueInvoices,
    },
    {
      id: "tag",
      icon: <IconTag size={14} />,
      label: (count) => (count === null ? t("bulk.all.tag") : t("bulk.tag", { count })),
      confirm: () => t("bulk.tagText"),
      fields: <Fields of="tag" {...fields} />,
      isReady: choices.add.length + choices.remove.length > 0,
      run: (ids) => ask({ action: "tag", add: [...choices.add], remove: [...choices.remove] }, ids),
    },
    {
      id: "note",
      icon: <IconNote size={14} />,
      label: (count) => (count === null ? t("bulk.all.note") : t("bulk.note", { count })),
      confirm: () => t("bulk.noteText"),
      fields: <Fields of="note" {...fields} />,
      isReady: choices.note.trim() !== "",
      run: (ids) => ask({ action: "note", text: choices.note, visibleToCustomer: false }, ids),
    },
    {
      id: "cancel",
      icon: <IconBan size={14} />,
      isDestructive: true,
      isFinal: true,
      label: (count) => (count === null ? t("bulk.all.cancel") : t("bulk.cancel", { count })),
      confirm: () => t("bulk.cancelText"),
      fields: <Fields of="cancel" {...fields} />,
      run: (ids) =>
        ask(
          {
            action: "cancel",
            reason: choices.reason,
            // Of orders that have shipped some the hub knows better.
            ...(!choices.restock && { restock: false }),
            notifyCustomer: choices.notify,
          },
          ids,
        ),
    },
  ];
}
