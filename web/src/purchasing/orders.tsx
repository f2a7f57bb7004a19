import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconTruckLoading } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Frame } from "../inventory/frame.tsx";
import { useLocations } from "../inventory/queries.ts";
import { useFormAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { Empty } from "../ui/empty.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { suppliersQuery } from "./queries.ts";
import { OrderState, STATES } from "./state.tsx";
import { SupplierDialog } from "./supplier-dialog.tsx";

type Row = Shape<"PurchaseOrderSummary">;

export function PurchaseOrders() {
  const { t } = useTranslation("purchasing");
  const { may } = useSession();
  const { data: suppliers = [] } = useQuery(suppliersQuery);
  const locations = useLocations();
  const [isOpen, dialog] = useDisclosure(false);
  return (
    <Frame actions={may("edit_catalogue") && <Button onClick={dialog.open}>{t("newOrder")}</Button>}>
      <ListScreen
        path="/api/purchase-orders"
        label={t("orders")}
        isFile
        columns={useColumns()}
        nameOf="number"
        opens="/inventory/purchase-orders/$id"
        searchLabel={t("search")}
        filters={[
          choice("state", t("columns.state"), STATES, (value) => t(`states.${value}`)),
          { name: "supplierId", label: t("columns.supplier"), kind: "choice", options: named(suppliers) },
          { name: "locationId", label: t("columns.location"), kind: "choice", options: named(locations) },
          ...days(t("filters.from"), t("filters.to")),
        ]}
        views={[
          { id: "open", label: t("columns.open"), filter: { state: "ordered,partly_received", sort: "soonest" } },
        ]}
        empty={<Empty icon={IconTruckLoading} title={t("empty.title")} text={t("empty.text")} />}
      />
      {isOpen && <NewOrder suppliers={suppliers} onClose={dialog.close} />}
    </Frame>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("purchasing");
  const { number, day } = useFormat();
  return [
    column.title("number", t("columns.number"), (row) => <b className="code">{row.number}</b>),
    column.fact("supplier", t("columns.supplier"), ({ supplierName }) => <bdi>{supplierName}</bdi>),
    column.state("state", t("columns.state"), ({ state }) => <OrderState state={state} />),
    column.fact(
      "expected",
      t("columns.expected"),
      ({ expectedOn }) => (expectedOn === null ? "–" : <span className="nowrap">{day(expectedOn, true)}</span>),
      { sort: "latest", sortUp: "soonest" },
    ),
    column.plain("location", t("columns.location"), ({ locationName }) => locationName),
    column.figure("received", t("columns.received"), ({ receivedUnits, units }) =>
      t("columns.receivedOf", { received: number(receivedUnits), units: number(units) }),
    ),
    column.plain(
      "total",
      t("columns.total"),
      ({ totalMinor, currency }) => (totalMinor === null ? "–" : <Amount minor={totalMinor} currency={currency} />),
      { isEnd: true },
    ),
    column.when("created", t("columns.created"), ({ createdAt }) => createdAt),
  ];
}

/** A draft is made at once and filled on its own page; nothing is incoming before it is ordered. */
function NewOrder(props: { readonly suppliers: readonly Shape<"Supplier">[]; onClose(): void }) {
  const { t } = useTranslation("purchasing");
  const navigate = useNavigate();
  const [isNew, newSupplier] = useDisclosure(props.suppliers.length === 0);
  const [supplierId, setSupplier] = useState<string | null>(props.suppliers[0]?.id ?? null);
  const create = useFormAction({
    run: (id: string) => body(hub.POST("/api/purchase-orders", { body: { supplierId: id, lines: [] } })),
    done: ({ id }) => navigate({ to: "/inventory/purchase-orders/$id", params: { id } }),
  });
  if (isNew)
    return (
      <SupplierDialog
        supplier={null}
        onSaved={({ id }) => create.start(id)}
        onClose={props.suppliers.length === 0 ? props.onClose : newSupplier.close}
      />
    );
  return (
    <FormDialog
      help={<Help of="purchase_order" />}
      title={t("newOrder")}
      label={t("newOrder")}
      action={create}
      isReady={supplierId !== null}
      onSubmit={() => supplierId !== null && create.start(supplierId)}
      onClose={props.onClose}
    >
      <OneOf
        label={t("columns.supplier")}
        options={named(props.suppliers)}
        value={supplierId}
        onChange={setSupplier}
        searchable
      />
      <Button variant="subtle" size="xs" style={{ alignSelf: "start" }} onClick={newSupplier.open}>
        {t("newSupplier")}
      </Button>
    </FormDialog>
  );
}
