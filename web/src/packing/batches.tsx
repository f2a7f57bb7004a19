/** Batches: which are picked now, by whom, and how far each is. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBarcode, IconPlus, IconShoppingCart } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Actor } from "../ui/actor.tsx";
import { Empty } from "../ui/empty.tsx";
import { LinkButton } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { BatchState } from "./batch-state.tsx";
import { NewBatch } from "./new-batch.tsx";
import { type BatchRow, membersQuery, recordOf } from "./queries.ts";

export function Batches() {
  const { t } = useTranslation("packing");
  const orders = useTranslation("orders").t;
  const { may } = useSession();
  const { data: members = [] } = useQuery(membersQuery);
  const [isOpen, dialog] = useDisclosure();
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={dialog.open}>
      {t("new")}
    </Button>
  );
  return (
    <Page
      title={t("title")}
      above={{ label: orders("title"), to: "/orders" }}
      actions={
        may("pack_orders") && (
          <>
            <LinkButton to="/orders/verify" variant="default" leftSection={<IconBarcode size={16} />}>
              {t("station")}
            </LinkButton>
            {add}
          </>
        )
      }
    >
      <ListScreen
        path="/api/pick-batches"
        label={t("title")}
        columns={useColumns()}
        nameOf="number"
        opens="/orders/batches/$id"
        filters={[
          choice("state", t("columns.state"), ["open", "finished"], (value) => t(`states.${value}`)),
          {
            name: "assignedTo",
            label: t("columns.assignedTo"),
            kind: "choice",
            options: members.map((member) => ({ value: recordOf(member), label: member.name || member.email })),
          },
          ...days(t("filters.from"), t("filters.to")),
        ]}
        views={[{ id: "open", label: t("states.open"), filter: { state: "open" } }]}
        empty={
          <Empty
            icon={IconShoppingCart}
            title={t("empty.title")}
            text={t("empty.text")}
            action={may("pack_orders") && add}
          />
        }
      />
      {isOpen && <NewBatch onClose={dialog.close} />}
    </Page>
  );
}

function useColumns(): readonly Column<BatchRow>[] {
  const { t } = useTranslation("packing");
  const { number } = useFormat();
  const of = (done: number, all: number) => t("of", { done: number(done), all: number(all) });
  return [
    column.title("number", t("columns.number"), (row) => <b className="code">{row.number}</b>),
    column.state("state", t("columns.state"), ({ state }) => <BatchState state={state} />),
    column.fact("assignedTo", t("columns.assignedTo"), ({ assignedTo }) =>
      assignedTo === null ? t("unassigned") : <Actor actor={assignedTo} />,
    ),
    column.fact("cart", t("columns.cart"), ({ cart }) => (cart === "" ? "–" : <bdi>{cart}</bdi>)),
    column.figure("orders", t("columns.orders"), ({ orders }) => number(orders)),
    column.figure("picked", t("columns.picked"), ({ picked, orders }) => of(picked, orders)),
    column.figure("packed", t("columns.packed"), ({ packed, orders }) => of(packed, orders)),
    column.figure("left", t("columns.left"), ({ left }) => number(left)),
    column.when("created", t("columns.created"), ({ createdAt }) => createdAt),
    column.plain("by", t("columns.createdBy"), ({ createdBy }) => <Actor actor={createdBy} />),
  ];
}
