/** Who did what, newest first; a row opens to its details, and the chain can be checked. */
import { Button, Code, Drawer, Stack, Text } from "@mantine/core";
import { IconFileSearch, IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import type { RowOf } from "../data/pages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { tell, useAction } from "../ui/action.ts";
import { Actor } from "../ui/actor.tsx";
import { Empty } from "../ui/empty.tsx";
import { Facts } from "../ui/facts.tsx";
import type { Column } from "../ui/list/columns.ts";
import type { FilterField } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { When } from "../ui/when.tsx";
import { useActionWords } from "./action.ts";

type Entry = RowOf<"/api/audit">;

export function AuditList() {
  const { t } = useTranslation("audit");
  const wordsOf = useActionWords();
  const [open, setOpen] = useState<Entry | null>(null);
  const columns: readonly Column<Entry>[] = [
    { id: "at", header: t("at"), onCard: "state", cell: ({ at }) => <When at={at} /> },
    { id: "actor", header: t("actor"), onCard: "fact", cell: ({ actor }) => <Actor actor={actor} /> },
    {
      id: "action",
      header: t("action"),
      onCard: "title",
      cell: ({ action }) => wordsOf(action) ?? <code>{action}</code>,
    },
    {
      id: "target",
      header: t("target"),
      onCard: "fact",
      cell: ({ targetId }) => (
        <Text size="xs" c="dimmed" className="code" truncate maw={160} title={targetId}>
          {shortId(targetId)}
        </Text>
      ),
    },
    { id: "code", header: t("code"), isExtra: true, cell: ({ action }) => <code>{action}</code> },
    { id: "seq", header: t("seq"), isEnd: true, isExtra: true, cell: ({ seq }) => seq },
  ];
  return (
    <Page title={t("title")} actions={<Verify />}>
      <ListScreen
        subject="audit"
        path="/api/audit"
        label={t("title")}
        viewSubject="audit"
        isFile
        columns={columns}
        rowKey={({ seq }) => String(seq)}
        nameOf={({ action }) => wordsOf(action) ?? action}
        onOpen={setOpen}
        filters={useAuditFilters()}
        empty={<Empty icon={IconFileSearch} title={t("emptyTitle")} text={t("emptyText")} />}
      />
      <Drawer
        opened={open !== null}
        onClose={() => setOpen(null)}
        position="right"
        size="md"
        title={open ? (wordsOf(open.action) ?? <code>{open.action}</code>) : ""}
      >
        {open && <Detail entry={open} />}
      </Drawer>
    </Page>
  );
}

/** Ids of the hub begin with their time; the end tells them apart. */
const shortId = (id: string): string => (/^[0-9a-f-]{36}$/.test(id) ? `…${id.slice(-8)}` : id);

function useAuditFilters(): readonly FilterField[] {
  const { t } = useTranslation("audit");
  return [
    { name: "action", label: t("action"), kind: "text", placeholder: "store.activated" },
    { name: "actor", label: t("actor"), kind: "text", placeholder: "user:name@example.com" },
    { name: "targetKind", label: t("targetKind"), kind: "text", placeholder: "members" },
    { name: "targetId", label: t("targetId"), kind: "text" },
    { name: "from", label: t("from"), kind: "date" },
    { name: "to", label: t("to"), kind: "date" },
  ];
}

function Detail({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation("audit");
  return (
    <Stack>
      <Facts
        facts={[
          [t("at"), <When key="at" at={entry.at} isExact />],
          [t("actor"), <Actor key="actor" actor={entry.actor} />],
          [t("code"), <code key="code">{entry.action}</code>],
          [t("target"), <code key="target">{`${entry.targetKind} ${entry.targetId}`}</code>],
          [t("seq"), entry.seq],
          ...(entry.requestId === null ? [] : [[t("request"), <code key="request">{entry.requestId}</code>] as const]),
          [t("hash"), <code key="hash">{entry.hash}</code>],
        ]}
      />
      <Code block fz="xs">
        {JSON.stringify(entry.details, null, 2)}
      </Code>
    </Stack>
  );
}

function Verify() {
  const { t } = useTranslation("audit");
  const verify = useAction({
    run: () => body(hub.GET("/api/audit/verify")),
    done: ({ intact, entries, brokenAt }) =>
      intact
        ? tell(t("intact", { number: entries }))
        : Promise.reject(new Error(t("broken", { number: brokenAt ?? 0 }))),
  });
  return (
    <Button
      variant="default"
      leftSection={<IconShieldCheck size={16} />}
      onClick={() => verify.start()}
      loading={verify.isRunning}
    >
      {t("verify")}
    </Button>
  );
}
