import { Text } from "@mantine/core";
import { IconArrowBackUp, IconBarcode } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Shape } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { RETURN_STATES, ReturnStatus } from "../orders/return-status.tsx";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { choices, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";

type Return = Shape<"Return">;

/** Orders of which something can come back. */
const SHIPPED = { fulfilment: "partial,fulfilled,in_transit,delivered" };

export function ReturnList() {
  const { t } = useTranslation("returns");
  const { data: stores = [] } = useQuery(storesQuery);
  return (
    <Page
      title={t("title")}
      actions={
        <LinkButton to="/returns/desk" variant="default" leftSection={<IconBarcode size={16} />}>
          {t("desk.title")}
        </LinkButton>
      }
    >
      <ListScreen
        path="/api/returns"
        label={t("title")}
        viewSubject="returns"
        isFile
        columns={useColumns()}
        nameOf="number"
        opens="/returns/$id"
        filters={[
          choices("state", t("columns.state"), RETURN_STATES, (value) => t(`state.${value}`)),
          { name: "inRepair", label: t("views.inRepair"), kind: "flag" },
          { name: "storeId", label: t("columns.store"), kind: "choices", options: named(stores) },
          ...days(t("filters.from"), t("filters.to")),
        ]}
        views={[
          { id: "requested", label: t("views.requested"), filter: { state: "requested" } },
          { id: "awaited", label: t("views.awaited"), filter: { state: "approved" } },
          { id: "inRepair", label: t("views.inRepair"), filter: { inRepair: "true" } },
          { id: "received", label: t("views.received"), filter: { state: "received" } },
        ]}
        empty={
          <Empty
            icon={IconArrowBackUp}
            title={t("empty.title")}
            text={t("empty.text")}
            action={
              <LinkButton to="/orders" search={SHIPPED} variant="default">
                {t("empty.shipped")}
              </LinkButton>
            }
          />
        }
      />
    </Page>
  );
}

function useColumns(): readonly Column<Return>[] {
  const { t } = useTranslation("returns");
  const { data: stores = [] } = useQuery(storesQuery);
  const names = new Map(stores.map(({ id, name }) => [id, name]));
  return [
    column.title("number", t("columns.number"), ({ id, number }) => (
      <LinkAnchor to="/returns/$id" params={{ id }} size="sm" fw={600} className="code nowrap">
        {number}
      </LinkAnchor>
    )),
    column.fact("order", t("columns.order"), ({ orderId, orderNumber }) => (
      <LinkAnchor to="/orders/$id" params={{ id: orderId }} size="sm" fz="inherit" className="code nowrap">
        {orderNumber}
      </LinkAnchor>
    )),
    column.plain("store", t("columns.store"), ({ storeId }) =>
      storeId === null ? t("here") : (names.get(storeId) ?? "–"),
    ),
    column.fact("items", t("columns.items"), ({ lines }) => (
      <Text
        component="span"
        fz="inherit"
        size="sm"
        maw={320}
        truncate
        display="inline-block"
        dir="auto"
        style={{ verticalAlign: "bottom" }}
      >
        {lines.map(({ quantity, title }) => `${quantity} × ${title}`).join(", ")}
      </Text>
    )),
    column.state("state", t("columns.state"), ({ state }) => <ReturnStatus state={state} />),
    column.plain(
      "received",
      t("columns.received"),
      ({ lines }) => `${units(lines, "receivedQuantity")} / ${units(lines, "quantity")}`,
      { isEnd: true },
    ),
    column.when("opened", t("columns.opened"), ({ createdAt }) => createdAt, { onCard: "fact" }),
  ];
}

function units(lines: Return["lines"], of: "quantity" | "receivedQuantity"): number {
  return lines.reduce((sum, line) => sum + line[of], 0);
}
