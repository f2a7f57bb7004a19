/** What is asked of many orders at once; the hub answers for each. */
import {
  IconBan,
  IconCheck,
  IconFileInvoice,
  IconHandStop,
  IconListCheck,
  IconNote,
  IconPackages,
  IconPrinter,
  IconShoppingCart,
  IconTag,
  IconTicket,
  IconTruck,
  IconTruckDelivery,
  IconUserCheck,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ComponentProps, lazy, useState } from "react";
import { body, hub } from "../data/hub.ts";
import { couriersQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useMergeChosen } from "../merging/merge-chosen.tsx";
import { lastTarget, usePrintLabels } from "../shipments/labels.ts";
import { useAction } from "../ui/action.ts";
import { BulkBar } from "../ui/list/bulk.tsx";
import type { BulkAction, BulkStep, Chosen } from "../ui/list/bulk-action.ts";
import { useListSearch } from "../ui/list/search-state.ts";
import type { Choices } from "./bulk-fields.tsx";
import { saveChosen } from "./chosen.ts";
import { FIRST_HOLD, holdRequest, isHoldReady } from "./hold-draft.ts";

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
  hold: FIRST_HOLD,
  handling: {},
};

/** Loaded with the first request. */
const requests = () => import("./bulk-requests.ts");

export function OrderBulk(chosen: Chosen) {
  const { data: couriers = [], isLoading } = useQuery(couriersQuery);
  const actions = useOrderBulk();
  const steps = useOrderSteps(couriers.length > 0);
  const { merge, dialog } = useMergeChosen();
  const { t } = useTranslation("orders/page");
  const merging = {
    id: "merge",
    icon: <IconPackages size={14} />,
    label: () => t("merging.merge.open"),
    lead: merge,
  };
  // With couriers other steps come first: a button must not move from under the pointer.
  if (isLoading) return null;
  return (
    <>
      <BulkBar actions={actions} steps={chosen.count > 1 ? [...steps, merging] : steps} {...chosen} />
      {dialog}
    </>
  );
}

/** Chosen orders are shipped on a screen of their own, each with its parcel. */
function useOrderSteps(hasCourier: boolean): readonly BulkStep[] {
  const { t } = useTranslation("orders/page");
  const navigate = useNavigate();
  const print = usePrintLabels();
  const { filter } = useListSearch();
  const batch = useAction({
    run: (ids: readonly string[]) => body(hub.POST("/api/pick-batches", { body: { orderIds: [...ids] } })),
    renews: [["pick-batches"]],
    said: ({ leftOut }) =>
      leftOut.length === 0 ? t("bulk.batched") : t("bulk.batchedSome", { count: leftOut.length }),
    done: ({ id }) => navigate({ to: "/orders/batches/$id", params: { id } }),
  });
  const along =
    (to: "/orders/ship" | "/orders/book" | "/orders/papers" | "/orders/picking" | "/orders/slips") =>
    (ids: readonly string[]) => {
      saveChosen(ids);
      void navigate({ to });
    };
  const steps: readonly BulkStep[] = [
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
    ...(hasCourier
      ? [
          {
            id: "labels",
            icon: <IconTicket size={14} />,
            label: () => t("bulk.labels"),
            lead: (ids: readonly string[]) => print({ orderIds: ids }, lastTarget()),
          },
        ]
      : []),
    {
      id: "picking",
      icon: <IconListCheck size={14} />,
      label: () => t("bulk.picking"),
      lead: along("/orders/picking"),
    },
    { id: "papers", icon: <IconPrinter size={14} />, label: () => t("bulk.papers"), lead: along("/orders/papers") },
    { id: "slips", icon: <IconPrinter size={14} />, label: () => t("bulk.slips"), lead: along("/orders/slips") },
    { id: "batch", icon: <IconShoppingCart size={14} />, label: () => t("bulk.batch"), lead: batch.start },
  ];
  // Their labels are booked: what comes next is to print them.
  const isLabelled = filter["toPrint"] === "true" || filter["state"]?.startsWith("label_") === true;
  return isLabelled ? steps.toSorted((a, b) => Number(b.id === "labels") - Number(a.id === "labels")) : steps;
}

function useHolds(fields: Omit<ComponentProps<typeof Fields>, "of">): readonly BulkAction[] {
  const { t } = useTranslation("orders/page");
  const { zone } = useFormat();
  const { filter } = useListSearch();
  const isHeld = filter["state"] === "on_hold";
  const hold: BulkAction = {
    id: "hold",
    icon: <IconHandStop size={14} />,
    label: (count) => (count === null ? t("bulk.all.hold") : t("bulk.hold", { count })),
    confirm: () => t("bulk.holdText"),
    fields: <Fields of="hold" {...fields} />,
    isReady: isHoldReady(fields.choices.hold),
    run: async (ids) => (await requests()).askHolds({ action: "hold", ...holdRequest(fields.choices.hold, zone) }, ids),
  };
  const release: BulkAction = {
    id: "release",
    icon: <IconHandStop size={14} />,
    label: (count) => (count === null ? t("bulk.all.release") : t("bulk.release", { count })),
    run: async (ids) => (await requests()).askHolds({ action: "release" }, ids),
  };
  return isHeld ? [release] : [hold];
}

/** What the organization alone notes on orders. */
function useMarks(fields: Omit<ComponentProps<typeof Fields>, "of">): readonly BulkAction[] {
  const { t } = useTranslation("orders/page");
  const { choices } = fields;
  return [
    {
      id: "tag",
      icon: <IconTag size={14} />,
      label: (count) => (count === null ? t("bulk.all.tag") : t("bulk.tag", { count })),
      confirm: () => t("bulk.tagText"),
      fields: <Fields of="tag" {...fields} />,
      isReady: choices.add.length + choices.remove.length > 0,
      run: async (ids) =>
        (await requests()).ask({ action: "tag", add: [...choices.add], remove: [...choices.remove] }, ids),
    },
    {
      id: "handling",
      icon: <IconUserCheck size={14} />,
      label: (count) => (count === null ? t("bulk.all.handling") : t("bulk.handling", { count })),
      confirm: () => t("bulk.handlingText"),
      fields: <Fields of="handling" {...fields} />,
      isReady: Object.keys(choices.handling).length > 0,
      run: async (ids) => (await requests()).askHandling(choices.handling, ids),
    },
    {
      id: "note",
      icon: <IconNote size={14} />,
      label: (count) => (count === null ? t("bulk.all.note") : t("bulk.note", { count })),
      confirm: () => t("bulk.noteText"),
      fields: <Fields of="note" {...fields} />,
      isReady: choices.note.trim() !== "",
      run: async (ids) => (await requests()).ask({ action: "note", text: choices.note, visibleToCustomer: false }, ids),
    },
  ];
}

function useOrderBulk(): readonly BulkAction[] {
  const { t } = useTranslation("orders/page");
  const { t: word } = useTranslation("invoices");
  const { may } = useSession();
  const [choices, setChoices] = useState(FIRST);
  const fields = { choices, setChoices };
  const all: readonly BulkAction[] = [
    ...useHolds(fields),
    {
      id: "status",
      icon: <IconCheck size={14} />,
      label: (count) => (count === null ? t("bulk.all.status") : t("bulk.status", { count })),
      confirm: () => t("bulk.statusText"),
      fields: <Fields of="status" {...fields} />,
      run: async (ids) => (await requests()).ask({ action: "status", status: choices.status }, ids),
    },
    {
      id: "invoice",
      icon: <IconFileInvoice size={14} />,
      label: (count) => (count === null ? word("order.bulkAll") : word("order.bulk", { count })),
      confirm: () => word("order.bulkText"),
      run: async (ids) => (await requests()).issueInvoices(ids),
    },
    ...useMarks(fields),
    {
      id: "cancel",
      icon: <IconBan size={14} />,
      isDestructive: true,
      isFinal: true,
      label: (count) => (count === null ? t("bulk.all.cancel") : t("bulk.cancel", { count })),
      confirm: () => t("bulk.cancelText"),
      fields: <Fields of="cancel" {...fields} />,
      run: async (ids) =>
        (await requests()).ask(
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
  return all.filter(({ id }) => may(id === "cancel" ? "cancel_orders" : "act_on_orders"));
}
