/** One edit of many prices: each price as it was and became, and the way back. */
import { Button, Group } from "@mantine/core";
import { IconCoin } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import type { RowOf } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Actor } from "../ui/actor.tsx";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Empty } from "../ui/empty.tsx";
import { Facts } from "../ui/facts.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { ItemCell } from "../ui/list/cells.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { When } from "../ui/when.tsx";
import { type PriceEdit, priceEditQuery } from "./queries.ts";
import { EditState, useChangeText } from "./state.tsx";

type Item = RowOf<"/api/price-edits/{id}/items">;
const route = getRouteApi("/app/products/price-edits/$id");

export function PriceEditPage() {
  const { t } = useTranslation("price-edits");
  const change = useChangeText();
  const { id } = route.useParams();
  const { data: edit } = useSuspenseQuery(priceEditQuery(id));
  return (
    <Page
      title={change(edit)}
      above={{ label: t("list"), to: "/products/price-edits" }}
      state={<EditState state={edit.state} />}
      actions={<EditActions edit={edit} />}
    >
      <TwoColumns
        main={
          <ListScreen
            // A run writes them: read anew with each step of it.
            key={`${edit.state} ${edit.changed} ${edit.restored}`}
            path="/api/price-edits/{id}/items"
            params={{ id }}
            label={t("preview")}
            columns={useItemColumns(edit.currency)}
            rowKey={({ variantId }) => variantId}
            nameOf="sku"
            isFile
            empty={<Empty icon={IconCoin} title={t("nothing")} text={t("channels")} />}
          />
        }
        side={<About edit={edit} />}
      />
    </Page>
  );
}

function About({ edit }: { readonly edit: PriceEdit }) {
  const { t } = useTranslation("price-edits");
  const { number, list } = useFormat();
  return (
    <Card>
      <Facts
        facts={[
          [t("columns.changed"), number(edit.changed)],
          ...(edit.state === "undone"
            ? ([
                [
                  t("state.undone"),
                  list([
                    t("restored", { count: edit.restored }),
                    ...(edit.changedSince > 0 ? [t("changedSince", { count: edit.changedSince })] : []),
                  ]),
                ],
              ] as const)
            : []),
          [t("columns.applyAt"), <When key="at" at={edit.applyAt} />],
          [t("columns.created"), <When key="created" at={edit.createdAt} />],
          [t("columns.by"), <Actor key="by" actor={edit.createdBy} />],
        ]}
      />
      {edit.runId !== null && (
        <LinkAnchor to="/channels/activity/$id" params={{ id: edit.runId }} size="sm" underline="always">
          {t("run")}
        </LinkAnchor>
      )}
    </Card>
  );
}

function EditActions({ edit }: { readonly edit: PriceEdit }) {
  const { t } = useTranslation("price-edits");
  const { may } = useSession();
  const [isRequesting, setRequest] = useState(false);
  const renews = [["price-edits"]];
  const undo = useAction({
    run: () => body(hub.POST("/api/price-edits/{id}/undo", ofId(edit.id))),
    renews,
    done: () => setRequest(false),
    said: t("undo.started"),
  });
  const cancel = useAction({
    run: () => body(hub.POST("/api/price-edits/{id}/cancel", ofId(edit.id))),
    renews,
    said: t("cancel.done"),
  });
  if (!may("edit_catalogue")) return null;
  return (
    <Group>
      {edit.state === "waiting" && edit.changed === 0 && (
        <Button variant="default" loading={cancel.isRunning} onClick={() => cancel.start()}>
          {t("cancel.action")}
        </Button>
      )}
      {(edit.state === "applied" || edit.state === "stopped") && edit.changed > 0 && (
        <Button variant="default" onClick={() => setRequest(true)}>
          {t("undo.action")}
        </Button>
      )}
      <Confirm
        isOpen={isRequesting}
        isSafe
        title={t("undo.title")}
        text={t("undo.text", { count: edit.changed })}
        label={t("undo.action")}
        action={undo}
        onClose={() => setRequest(false)}
      />
    </Group>
  );
}

function useItemColumns(currency: string): readonly Column<Item>[] {
  const { t } = useTranslation("price-edits");
  const amount = (minor: number | null) => (minor === null ? "–" : <Amount minor={minor} currency={currency} />);
  return [
    column.title("item", t("columns.item"), ({ title, sku }) => <ItemCell title={title} sku={sku} />),
    column.figure("before", t("columns.before"), ({ beforeMinor }) => amount(beforeMinor)),
    column.figure("after", t("columns.after"), ({ afterMinor }) => <b>{amount(afterMinor)}</b>),
    column.state("note", t("columns.note"), ({ undone }) =>
      undone === null ? null : (
        <Status meaning={undone ? "good" : "attention"}>{t(undone ? "note.restored" : "note.changedSince")}</Status>
      ),
    ),
  ];
}
