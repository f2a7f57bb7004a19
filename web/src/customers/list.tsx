import { Text } from "@mantine/core";
import { IconUsers, IconUsersGroup } from "@tabler/icons-react";
import type { Shape } from "../data/hub.ts";
import type { Filter } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { whenColumn } from "../ui/list/when-column.tsx";
import { Page } from "../ui/page.tsx";
import { When } from "../ui/when.tsx";

type Row = Shape<"CustomerSummary">;

export function CustomerList() {
  const { t } = useTranslation("customers");
  const { may } = useSession();
  return (
    <Page
      title={t("title")}
      actions={
        <LinkButton to="/customers/duplicates" variant="default" leftSection={<IconUsersGroup size={16} />}>
          {t("duplicates.title")}
        </LinkButton>
      }
    >
      <ListScreen
        path="/api/customers"
        label={t("title")}
        viewSubject="customers"
        columns={useColumns()}
        nameOf={(row) => row.name ?? row.email ?? row.phone ?? row.id}
        opens="/customers/$id"
        searchLabel={t("search")}
        {...(may("manage_members") && { exportHref })}
        empty={<Empty icon={IconUsers} title={t("empty.title")} text={t("empty.text")} />}
      />
    </Page>
  );
}

const exportHref = (filter: Filter): string => `/api/customers/export?${new URLSearchParams(filter)}`;

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("customers");
  const { number } = useFormat();
  return [
    {
      id: "name",
      header: t("columns.name"),
      onCard: "title",
      cell: (row) => (
        <LinkAnchor
          to="/customers/$id"
          params={{ id: row.id }}
          size="sm"
          fw={500}
          maw={280}
          truncate
          display="block"
          dir="auto"
          style={{ textAlign: "match-parent" }}
        >
          <bdi>{row.isErased ? t("erased") : (row.name ?? t("nameless"))}</bdi>
        </LinkAnchor>
      ),
    },
    { id: "email", header: t("columns.email"), onCard: "fact", cell: ({ email }) => <Code text={email} /> },
    { id: "phone", header: t("columns.phone"), onCard: "fact", cell: ({ phone }) => <Code text={phone} /> },
    {
      id: "orders",
      header: t("columns.orders"),
      isEnd: true,
      onCard: "state",
      cell: ({ orders }) => <Text size="sm">{t("orderCount", { count: orders, number: number(orders) })}</Text>,
    },
    {
      id: "last",
      header: t("columns.last"),
      onCard: "fact",
      cell: ({ lastOrderAt }) => (lastOrderAt === null ? "–" : <When at={lastOrderAt} />),
    },
    { id: "tags", header: t("columns.tags"), isExtra: true, cell: ({ tags }) => tags.join(", ") || "–" },
    whenColumn("since", t("columns.since"), ({ createdAt }) => createdAt, { isExtra: true }),
  ];
}

function Code({ text }: { readonly text: string | null }) {
  return (
    <Text
      component="span"
      fz="inherit"
      size="sm"
      maw={240}
      truncate
      display="inline-block"
      style={{ verticalAlign: "bottom" }}
    >
      <bdi className="code">{text ?? "–"}</bdi>
    </Text>
  );
}
