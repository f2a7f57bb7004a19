import { ActionIcon, Button } from "@mantine/core";
import { IconTrash, IconUsersGroup } from "@tabler/icons-react";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Frame } from "../inventory/frame.tsx";
import { ConfirmAction } from "../ui/confirm.tsx";
import { Empty } from "../ui/empty.tsx";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { whenColumn } from "../ui/list/when-column.tsx";
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
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`${t("supplier.delete")}: ${supplier.name}`}
              title={t("supplier.delete")}
              onClick={() => setRemoved(supplier)}
            >
              <IconTrash size={16} />
            </ActionIcon>
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
    { id: "name", header: t("columns.name"), onCard: "title", cell: ({ name }) => <bdi>{name}</bdi> },
    {
      id: "state",
      header: t("columns.state"),
      onCard: "state",
      cell: ({ isActive }) => (isActive ? "" : <Status meaning="neutral">{t("off")}</Status>),
    },
    {
      id: "contact",
      header: t("columns.contact"),
      onCard: "fact",
      cell: ({ contactName, email, phone }) => (
        <bdi>{[contactName, email, phone].find((each) => each !== "") ?? ""}</bdi>
      ),
    },
    { id: "terms", header: t("columns.terms"), onCard: "fact", cell: ({ paymentTerms }) => <bdi>{paymentTerms}</bdi> },
    {
      id: "leadDays",
      header: t("columns.leadDays"),
      isEnd: true,
      cell: ({ leadDays }) => (leadDays === null ? "–" : t("columns.days", { count: leadDays })),
    },
    {
      id: "open",
      header: t("columns.open"),
      isEnd: true,
      onCard: "fact",
      cell: ({ openOrders }) => number(openOrders),
    },
    whenColumn("created", t("columns.created"), ({ createdAt }) => createdAt),
  ];
}

function Remove({ supplier, onClose }: { readonly supplier: Supplier; onClose(): void }) {
  const { t } = useTranslation("purchasing");
  return (
    <ConfirmAction
      title={t("supplier.delete")}
      text={t("supplier.deleteText", { name: supplier.name })}
      label={t("supplier.delete")}
      run={() => body(hub.DELETE("/api/suppliers/{id}", { params: { path: { id: supplier.id } } }))}
      renews={[["suppliers"]]}
      said={t("supplier.deleted")}
      onClose={onClose}
    />
  );
}
