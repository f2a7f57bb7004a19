import { Code } from "@mantine/core";
import { IconFileSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Actor } from "../ui/actor.tsx";
import { Empty } from "../ui/empty.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { SideDrawer } from "../ui/side-drawer.tsx";
import { AdminFrame } from "./frame.tsx";

type Entry = Shape<"AdminAuditEntry">;

export function AdminAuditTrail() {
  const { t } = useTranslation("admin");
  const [open, setOpen] = useState<Entry | null>(null);
  const columns: readonly Column<Entry>[] = [
    column.when("at", t("trail.at"), ({ at }) => at, { onCard: "state" }),
    column.fact("actor", t("trail.actor"), ({ actor }) => <Actor actor={actor} />),
    column.title("action", t("trail.action"), ({ action }) => <code>{action}</code>),
    column.fact("target", t("trail.target"), ({ targetKind, targetId }) => (
      <span className="code">{targetKind === "hub" ? targetKind : `${targetKind} ${targetId}`}</span>
    )),
  ];
  return (
    <AdminFrame>
      <ListScreen
        path="/api/admin/audit"
        label={t("sections.audit")}
        columns={columns}
        rowKey={({ seq }) => String(seq)}
        nameOf="action"
        filters={days(t("trail.from"), t("trail.before"))}
        onOpen={setOpen}
        empty={<Empty icon={IconFileSearch} title={t("trail.emptyTitle")} text={t("trail.emptyText")} />}
      />
      <SideDrawer of={open} title={({ action }) => <code>{action}</code>} onClose={() => setOpen(null)}>
        {(entry) => (
          <Code block fz="xs">
            {JSON.stringify(entry, null, 2)}
          </Code>
        )}
      </SideDrawer>
    </AdminFrame>
  );
}
