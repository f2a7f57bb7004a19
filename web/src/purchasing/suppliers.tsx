import { Button } from "@mantine/core";
import { IconTrash, IconUsersGroup } from "@tabler/icons-react";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Frame } from "../inventory/frame.tsx";
import { ConfirmAction } from "../ui/confirm.tsx";
import { Empty } from "../ui/empty.tsx";
import { IconAction } from "../ui/icon-action.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Status } from "../ui/status.tsx";
import { SupplierDialog } from "./supplier-dialog.tsx";

type Supplier = Shape<"Supplier">;

export function Suppliers() {
  const { t } = useTranslation("purchasing");
  const { may } = useSession();
  const [edited, setEdited] = useState<Supplier | "new" | null>(null);
  const [removed, setRemoved] = useState<Supplier | null>(null);
  const canEdit = may("edit_catalogue");
  return (
    <Frame actions={canEdit && <Button onClick={() => setEdited("new")}>{t("newSupplier")}</Button>}>
      <ListScreen
        path="/api/suppliers"
        label={t("suppliers")}
        isFile
        columns={useColumns()}
        nameOf="name"
        searchLabel={t("searchSuppliers")}
        {...(canEdit && {
          onOpen: setEdited,
          rowActions: (supplier: Supplier) => (
            <IconAction
              icon={IconTrash}
              label={`${t("supplier.delete")}: ${supplier.name}`}
              title={t("supplier.delete")}
              onClick={() => setRemoved(supplier)}
            />
          ),
        })}
        empty={<Empty icon={IconUsersGroup} title={t("emptySuppliers.title")} text={t("emptySuppliers.text")} />}
      />
      {edited !== null && (
        <SupplierDialog supplier={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
      {removed && <Remove supplier={removed} onClose={() => setRemoved(null)} />}
    </Frame>
  );
}

function useColumns(): readonly Column<Supplier>[] {
  const { t } = useTranslation("purchasing");
  const { number } = useFormat();
  return [
    column.title("name", t("columns.name"), ({ name }) => <bdi>{name}</bdi>),
    column.state("state", t("columns.state"), ({ isActive }) =>
      isActive ? "" : <Status meaning="neutral">{t("off")}</Status>,
    ),
    column.fact("contact", t("columns.contact"), ({ contactName, email, phone }) => (
      <bdi>{[contactName, email, phone].find((each) => each !== "") ?? ""}</bdi>
    )),
    column.fact("terms", t("columns.terms"), ({ paymentTerms }) => <bdi>{paymentTerms}</bdi>),
    column.plain(
      "leadDays",
      t("columns.leadDays"),
      ({ leadDays }) => (leadDays === null ? "–" : t("columns.days", { count: leadDays })),
      { isEnd: true },
    ),
    column.figure("open", t("columns.open"), ({ openOrders }) => number(openOrders)),
    column.when("created", t("columns.created"), ({ createdAt }) => createdAt),
  ];
}

function Remove({ supplier, onClose }: { readonly supplier: Supplier; onClose(): void }) {
  const { t } = useTranslation("purchasing");
  return (
    <ConfirmAction
      title={t("supplier.delete")}
      text={t("supplier.deleteText", { name: supplier.name })}
      label={t("supplier.delete")}
      run={() => body(hub.DELETE("/api/suppliers/{id}", ofId(supplier.id)))}
      renews={[["suppliers"]]}
      said={t("supplier.deleted")}
      onClose={onClose}
    />
  );
}
