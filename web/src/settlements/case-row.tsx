/** One difference as lists show it, and what a person does about it. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import type { RowOf } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { LinkAnchor } from "../ui/link.ts";
import type { Column } from "../ui/list/columns.ts";
import { Status } from "../ui/status.tsx";
import { SettleDialog } from "./settle-dialog.tsx";

export type CaseRow = RowOf<"/api/settlement-cases">;

const nameOf = ({ orderNumber, orderKey }: CaseRow) => orderNumber ?? orderKey ?? "";

export function useCaseColumns(): readonly Column<CaseRow>[] {
  const { t } = useTranslation("settlements");
  const amount = (minor: number, { currency }: CaseRow) => <Amount minor={minor} currency={currency} />;
  return [
    {
      id: "order",
      header: t("order"),
      onCard: "title",
      cell: (row) =>
        row.orderId === null ? (
          <bdi className="code">{nameOf(row)}</bdi>
        ) : (
          <LinkAnchor to="/orders/$id" params={{ id: row.orderId }} size="sm" fw={600} className="code nowrap">
            {nameOf(row)}
          </LinkAnchor>
        ),
    },
    {
      id: "kind",
      header: t("kind"),
      onCard: "state",
      cell: ({ kind, state }) => (
        <Status meaning={state === "settled" ? "neutral" : kind === "unpaid" ? "failed" : "attention"}>
          {t(`differences.kinds.${kind}`)}
        </Status>
      ),
    },
    {
      id: "expected",
      header: t("differences.expected"),
      isEnd: true,
      onCard: "fact",
      cell: (row) => amount(row.expectedMinor, row),
    },
    {
      id: "settled",
      header: t("differences.settled"),
      isEnd: true,
      onCard: "fact",
      cell: (row) => amount(row.settledMinor, row),
    },
    {
      id: "lacking",
      header: t("differences.lacking"),
      isEnd: true,
      onCard: "fact",
      cell: (row) => amount(row.lackingMinor, row),
    },
  ];
}

export function CaseActions({ of }: { readonly of: CaseRow }) {
  const { t } = useTranslation("settlements");
  const { may } = useSession();
  const [isAsked, setAsked] = useState(false);
  const reopen = useAction({
    run: () =>
      body(hub.PATCH("/api/settlement-cases/{id}", { params: { path: { id: of.id } }, body: { reason: null } })),
    renews: [["settlements"]],
    said: t("differences.saidReopened"),
  });
  if (!may("act_on_orders")) return null;
  const order = nameOf(of);
  return of.state === "open" ? (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={t("differences.settleOf", { order })}
        onClick={() => setAsked(true)}
      >
        {t("differences.settle")}
      </Button>
      {isAsked && <SettleDialog of={{ id: of.id, order }} onClose={() => setAsked(false)} />}
    </>
  ) : (
    <Button
      size="xs"
      variant="default"
      aria-label={t("differences.reopenOf", { order })}
      loading={reopen.isRunning}
      onClick={() => reopen.start()}
    >
      {t("differences.reopen")}
    </Button>
  );
}
