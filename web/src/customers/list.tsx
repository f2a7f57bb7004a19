import { Text } from "@mantine/core";
import { IconUsers, IconUsersGroup } from "@tabler/icons-react";
import type { Shape } from "../data/hub.ts";
import type { Filter } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";

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
        filters={days(t("filters.from"), t("filters.before"))}
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
    column.title(
      "name",
      t("columns.name"),
      (row) => (
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
          {row.isErased ? t("erased") : (row.name ?? t("nameless"))}
        </LinkAnchor>
      ),
      { sort: "lastName", sortUp: "name", isUpFirst: true },
    ),
    column.fact("email", t("columns.email"), ({ email }) => <Code text={email} />),
    column.fact("phone", t("columns.phone"), ({ phone }) => <Code text={phone} />),
    column.figure(
      "orders",
      t("columns.orders"),
      ({ orders }) => <Text size="sm">{t("orderCount", { count: orders, number: number(orders) })}</Text>,
      { onCard: "state" },
    ),
    column.moment("last", t("columns.last"), ({ lastOrderAt }) => lastOrderAt, {
      onCard: "fact",
      sort: "latestOrder",
      sortUp: "earliestOrder",
    }),
    column.plain("tags", t("columns.tags"), ({ tags }) => tags.join(", ") || "–", { isExtra: true }),
    column.when("since", t("columns.since"), ({ createdAt }) => createdAt, { isExtra: true }),
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
      className="code"
      style={{ verticalAlign: "bottom" }}
    >
      {text ?? "–"}
    </Text>
  );
}
