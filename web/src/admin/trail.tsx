import { Code, Drawer } from "@mantine/core";
import { IconFileSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Actor } from "../ui/actor.tsx";
import { Empty } from "../ui/empty.tsx";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { whenColumn } from "../ui/list/when-column.tsx";
import { AdminFrame } from "./frame.tsx";

type Entry = Shape<"AdminAuditEntry">;

export function AdminTrail() {
  const { t } = useTranslation("admin");
  const [open, setOpen] = useState<Entry | null>(null);
  const columns: readonly Column<Entry>[] = [
    whenColumn("at", t("trail.at"), ({ at }) => at, { onCard: "state" }),
    { id: "actor", header: t("trail.actor"), onCard: "fact", cell: ({ actor }) => <Actor actor={actor} /> },
    { id: "action", header: t("trail.action"), onCard: "title", cell: ({ action }) => <code>{action}</code> },
    {
      id: "target",
      header: t("trail.target"),
      onCard: "fact",
      cell: ({ targetKind, targetId }) => (
        <span className="code">{targetKind === "hub" ? targetKind : `${targetKind} ${targetId}`}</span>
      ),
    },
  ];
  return (
    <AdminFrame>
      <ListScreen
        path="/api/admin/audit"
        label={t("sections.audit")}
        columns={columns}
        rowKey={({ seq }) => String(seq)}
        nameOf="action"
        onOpen={setOpen}
        empty={<Empty icon={IconFileSearch} title={t("trail.emptyTitle")} text={t("trail.emptyText")} />}
      />
      <Drawer
        opened={open !== null}
        onClose={() => setOpen(null)}
        position="right"
        size="md"
        title={<code>{open?.action}</code>}
      >
        <Code block fz="xs">
          {JSON.stringify(open, null, 2)}
        </Code>
      </Drawer>
    </AdminFrame>
  );
}
