/** Who did what, newest first; a row opens to its details, and the chain can be checked. */
import { Button, Code, Stack, Text } from "@mantine/core";
import { IconFileSearch, IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { showNotice, starts, useAction } from "../ui/action.ts";
import { Actor } from "../ui/actor.tsx";
import { Empty } from "../ui/empty.tsx";
import { Facts } from "../ui/facts.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { SideDrawer } from "../ui/side-drawer.tsx";
import { When } from "../ui/when.tsx";
import { Changes } from "./changes.tsx";
import { Deed, useDeed } from "./deed.tsx";
import type { Entry } from "./entry.ts";
import { useAuditFilters } from "./filters.ts";

export function AuditList() {
  const { t } = useTranslation("audit");
  const deedOf = useDeed();
  const [open, setOpen] = useState<Entry | null>(null);
  const columns: readonly Column<Entry>[] = [
    column.when("at", t("at"), ({ at }) => at, { onCard: "state" }),
    column.fact("actor", t("actor"), ({ actor }) => <Actor actor={actor} />),
    column.title("action", t("action"), (entry) => <Deed entry={entry} />),
    column.plain("code", t("code"), ({ action }) => <code>{action}</code>, { isExtra: true }),
    column.plain("seq", t("seq"), ({ seq }) => seq, { isEnd: true, isExtra: true }),
  ];
  return (
    <Page title={t("title")} actions={<Verify />}>
      <ListScreen
        path="/api/audit"
        label={t("title")}
        viewSubject="audit"
        isFile
        columns={columns}
        rowKey={({ seq }) => String(seq)}
        nameOf={(entry) => {
          const deed = deedOf(entry);
          return deed ? `${deed.before}${deed.thing}${deed.after}` : entry.action;
        }}
        onOpen={setOpen}
        filters={useAuditFilters()}
        empty={<Empty icon={IconFileSearch} title={t("emptyTitle")} text={t("emptyText")} />}
      />
      <SideDrawer of={open} title={(entry) => <Deed entry={entry} />} onClose={() => setOpen(null)}>
        {(entry) => <Detail entry={entry} />}
      </SideDrawer>
    </Page>
  );
}

function Detail({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation("audit");
  return (
    <Stack>
      <Changes entry={entry} />
      <Facts
        facts={[
          [t("at"), <When key="at" at={entry.at} isExact />],
          [t("actor"), <Actor key="actor" actor={entry.actor} />],
          [t("code"), <code key="code">{entry.action}</code>],
          [t("targetId"), <code key="target">{`${entry.targetKind} ${entry.targetId}`}</code>],
          [t("seq"), entry.seq],
          ...(entry.requestId === null ? [] : [[t("request"), <code key="request">{entry.requestId}</code>] as const]),
          [t("hash"), <code key="hash">{entry.hash}</code>],
        ]}
      />
      <Text size="sm" fw={600}>
        {t("raw")}
      </Text>
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
        ? showNotice(t("intact", { count: entries, number: entries }))
        : Promise.reject(new Error(t("broken", { number: brokenAt ?? 0 }))),
  });
  return (
    <Button variant="default" leftSection={<IconShieldCheck size={16} />} {...starts(verify)}>
      {t("verify")}
    </Button>
  );
}
