import { BACKORDERED } from "../../../src/commerce/backorders.ts";
import { ORDER_PRIORITIES } from "../../../src/commerce/order-priority.ts";
import { ORDER_STATES } from "../../../src/commerce/order-states.ts";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../../src/commerce/statuses.ts";
import { useLater } from "../data/after-first-paint.ts";
import { membersQuery } from "../data/members.ts";
import { couriersQuery, storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import type { FilterField } from "../ui/list/filter-fields.ts";
import { choice, choices, days } from "../ui/list/filter-fields.ts";
import { useListSearch } from "../ui/list/search-state.ts";

/** Everything the hub's list of orders can be asked by. */
export function useOrderFilters(): readonly FilterField[] {
  const { t } = useTranslation("orders");
  const stores = useLater(storesQuery) ?? [];
  const couriers = useLater(couriersQuery) ?? [];
  const members = useLater(membersQuery)?.items ?? [];
  const { organization } = useSession();
  const { filter } = useListSearch();
  const currency = /^[A-Z]{3}$/.test(filter["currency"] ?? "") ? filter["currency"] : organization?.currency;
  const paid = ["prepaid", "cod", "unknown"] as const;
  return [
    choices("state", t("columns.state"), ORDER_STATES, (value) => t(`state.${value}`)),
    choices("status", t("columns.status"), ORDER_STATUSES, (value) => t(`status.${value}`)),
    choices("financial", t("columns.payment"), FINANCIAL_STATUSES, (value) => t(`financial.${value}`)),
    choices("fulfilment", t("columns.fulfilment"), FULFILMENT_STATUSES, (value) => t(`fulfilment.${value}`)),
    { name: "storeId", label: t("columns.store"), kind: "choices", options: named(stores) },
    ...days(t("filters.from"), t("filters.to")),
    choices("paymentKind", t("filters.paymentKind"), paid, (value) => t(`paymentKind.${value}`)),
    { name: "currency", label: t("filters.currency"), kind: "currency" },
    { name: "totalFrom", label: t("filters.totalFrom"), kind: "amount", currency: currency ?? "USD" },
    { name: "totalTo", label: t("filters.totalTo"), kind: "amount", currency: currency ?? "USD" },
    { name: "tags", label: t("filters.tag"), kind: "text" },
    { name: "sku", label: t("filters.sku"), kind: "text" },
    { name: "country", label: t("filters.country"), kind: "country" },
    { name: "postcode", label: t("filters.postcode"), kind: "text", placeholder: "560" },
    { name: "customerId", label: t("filters.ofCustomer"), kind: "flag", isOnlyLinked: true },
    { name: "variantId", label: t("filters.ofProduct"), kind: "flag", isOnlyLinked: true },
    choices("priority", t("filters.priority"), ORDER_PRIORITIES, (value) => t(`priority.${value}`)),
    {
      name: "assignedTo",
      label: t("filters.assignedTo"),
      kind: "choice",
      options: members.map(({ userId, name, email }) => ({ value: userId, label: name || email })),
    },
    { name: "courierId", label: t("filters.courier"), kind: "choices", options: named(couriers) },
    { name: "toShip", label: t("views.toShip"), kind: "flag" },
    { name: "isSingleItem", label: t("views.singleItem"), kind: "flag" },
    { name: "toPrint", label: t("views.toPrint"), kind: "flag" },
    { name: "late", label: t("views.late"), kind: "flag" },
    { name: "atRisk", label: t("views.atRisk"), kind: "flag" },
    { name: "isShort", label: t("views.short"), kind: "flag" },
    choices("backorder", t("filters.backorder"), BACKORDERED, (value) => t(`backorder.${value}`)),
    { name: "hasUnmapped", label: t("views.unmapped"), kind: "flag" },
    choice("pushState", t("filters.pushState"), ["pending", "synced", "failed"], (value) => t(`push.${value}`)),
    {
      name: "command",
      label: t("filters.command"),
      kind: "choice",
      options: [
        { value: "open", label: t("filters.commandOpen") },
        { value: "failed", label: t("filters.commandFailed") },
      ],
    },
    {
      name: "isHistory",
      label: t("filters.history"),
      kind: "choice",
      options: [
        { value: "true", label: t("filters.historyOnly") },
        { value: "false", label: t("filters.historyNot") },
      ],
    },
  ];
}
