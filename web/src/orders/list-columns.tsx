import { type PointerEvent, useMemo } from "react";
import { regionName } from "../i18n/region-name.ts";
import { type Translate, useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Clipped, PicturedCell } from "../ui/list/cells.tsx";
import type { Column } from "../ui/list/columns.ts";
import { RowLink } from "../ui/list/row-link.tsx";
import { Logo } from "../ui/logo.tsx";
import { FinancialStatus, FulfilmentStatus, OrderStatus } from "../ui/order-status.tsx";
import { useIsPhone } from "../ui/phone.ts";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import { PlacedCell } from "./due.tsx";
import { FirstItem } from "./first-item.tsx";
import classes from "./list.module.css";
import type { OrderSummary } from "./queries.ts";
import { OrderState } from "./state.tsx";

/** The columns of lists of orders. */
export function useOrderColumns(): readonly Column<OrderSummary>[] {
  const { t } = useTranslation("orders");
  const isPhone = useIsPhone();
  // The same as long as the language is: a row is drawn anew with other columns.
  return useMemo(() => columnsOf(t, isPhone), [t, isPhone]);
}

function dueCell({ shipBy, dueAt, dueFrom }: OrderSummary) {
  const at = dueFrom === "default" ? null : (dueAt ?? shipBy);
  return at === null ? "–" : <When at={at} isExact />;
}

const columnsOf = (t: Translate<"orders">, isPhone: boolean): readonly Column<OrderSummary>[] => [
  {
    id: "number",
    header: t("columns.number"),
    share: 26,
    onCard: "title",
    cell: itemCell,
  },
  {
    id: "placed",
    header: t("columns.placed"),
    sort: "placed",
    sortUp: "oldest",
    onCard: "fact",
    cell: (order) => <PlacedCell {...order} />,
  },
  {
    id: "due",
    header: t("columns.due"),
    sort: "lastDue",
    sortUp: "due",
    isExtra: true,
    cell: dueCell,
  },
  {
    id: "store",
    header: t("columns.store"),
    share: 15,
    onCard: "fact",
    cell: ({ storeName, provider }) => (
      <span className={classes["channel"]}>
        {provider !== null && <Logo provider={provider} size={16} />}
        <Clipped text={storeName ?? t("here")} />
      </span>
    ),
  },
  {
    id: "customer",
    header: t("columns.customer"),
    share: 17,
    onCard: "fact",
    cell: isPhone ? receiverCell : ({ customerName }) => <Clipped text={customerName ?? "–"} />,
  },
  { id: "country", header: t("columns.country"), cell: countryCell },
  {
    id: "state",
    header: t("columns.state"),
    onCard: "state",
    cell: stateCell,
  },
  { id: "status", header: t("columns.status"), isExtra: true, cell: (order) => <OrderStatus status={order.status} /> },
  {
    id: "financial",
    header: t("columns.payment"),
    isExtra: true,
    cell: (order) => <FinancialStatus financial={order.financial} />,
  },
  {
    id: "fulfilment",
    header: t("columns.fulfilment"),
    isExtra: true,
    cell: (order) => <FulfilmentStatus status={order.status} fulfilment={order.fulfilment} />,
  },
  { id: "units", header: t("columns.units"), isEnd: true, isExtra: true, cell: ({ units }) => units },
  {
    id: "total",
    header: t("columns.total"),
    sort: "total",
    sortUp: "smallest",
    isEnd: true,
    onCard: "state",
    cell: ({ totalMinor, currency }) => <Amount minor={totalMinor} currency={currency} />,
  },
  ...extraColumns(t),
];

const extraColumns = (t: Translate<"orders">): readonly Column<OrderSummary>[] => [
  {
    id: "priority",
    header: t("columns.priority"),
    sort: "priority",
    sortUp: "lastPriority",
    isExtra: true,
    cell: ({ priority }) => (priority === "normal" ? "–" : t(`priority.${priority}`)),
  },
  {
    id: "tags",
    header: t("columns.tags"),
    isExtra: true,
    cell: ({ tags }) => <Clipped text={tags.length === 0 ? "–" : tags.join(", ")} />,
  },
  {
    id: "platform",
    header: t("columns.platformStatus"),
    isExtra: true,
    cell: ({ platformStatus }) => <Clipped text={platformStatus} />,
  },
  {
    id: "updated",
    header: t("columns.updated"),
    sort: "updated",
    sortUp: "stalest",
    isExtra: true,
    cell: ({ updatedAt }) => <When at={updatedAt} />,
  },
];

/** An order is opened as one of the list it was found in: its page leads to those before and behind it. */
const listShown = (): string => location.search;

/** What is packed, and the number it goes by. */
const itemCell = (order: OrderSummary) => (
  <PicturedCell imageUrl={order.firstItem?.imageUrl ?? null}>
    <RowLink href={`/orders/${order.id}`} search={listShown}>
      <span className="code">{order.number}</span>
    </RowLink>
    <FirstItem firstItem={order.firstItem} otherItems={order.otherItems} className={classes["itemTitle"]} />
  </PicturedCell>
);

/** What it waits for, and whether others go to its address. */
const stateCell = ({ state, shortUnits, backorder, sameAddress }: OrderSummary) => (
  <>
    <OrderState state={state} shortUnits={shortUnits} until={backorder?.expectedOn} />
    {sameAddress !== undefined && <SameAddress count={sameAddress} />}
  </>
);

const countryCell = ({ country }: OrderSummary) => (country === null ? "–" : <Country code={country} />);

/** On a phone's card, which has no line for each: who, and where to. */
const receiverCell = ({ customerName, country }: OrderSummary) => (
  <>
    <bdi>{customerName ?? "–"}</bdi>
    {country !== null && (
      <>
        {" · "}
        <CountryName code={country} />
      </>
    )}
  </>
);

function SameAddress({ count }: { readonly count: number }) {
  const { t } = useTranslation("orders");
  return (
    <div>
      <Status meaning="information">{t("sameAddress", { count })}</Status>
    </div>
  );
}

/** Nothing rests on a phone's card to ask for it. */
function CountryName({ code }: { readonly code: string }) {
  const { language } = useTranslation("orders");
  return <bdi>{regionName(code, language)}</bdi>;
}

function Country({ code }: { readonly code: string }) {
  const { language } = useTranslation("orders");
  // Named when it is asked for: a list shows a hundred.
  const name = ({ currentTarget }: PointerEvent<HTMLElement>) => {
    currentTarget.title = regionName(code, language);
  };
  return <bdi onPointerEnter={name}>{code}</bdi>;
}
