/** One difference as lists show it, and what a person does about it. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import type { RowOf } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { Status } from "../ui/status.tsx";
import { SettleDialog } from "./settle-dialog.tsx";

export type CaseRow = RowOf<"/api/settlement-cases">;

const nameOf = ({ orderNumber, orderKey }: CaseRow) => orderNumber ?? orderKey ?? "";

export function useCaseColumns(): readonly Column<CaseRow>[] {
  const { t } = useTranslation("settlements");
  const amount = (minor: number, { currency }: CaseRow) => <Amount minor={minor} currency={currency} />;
  return [
    column.title("order", t("order"), (row) =>
      row.orderId === null ? (
        <bdi className="code">{nameOf(row)}</bdi>
      ) : (
        <LinkAnchor to="/orders/$id" params={{ id: row.orderId }} size="sm" fw={600} className="code nowrap">
          {nameOf(row)}
        </LinkAnchor>
      ),
    ),
    column.state("kind", t("kind"), ({ kind, state }) => (
      <Status meaning={state === "settled" ? "neutral" : kind === "unpaid" ? "failed" : "attention"}>
        {t(`differences.kinds.${kind}`)}
      </Status>
    )),
    column.figure("expected", t("differences.expected"), (row) => amount(row.expectedMinor, row)),
    column.figure("settled", t("differences.settled"), (row) => amount(row.settledMinor, row)),
    column.figure("lacking", t("differences.lacking"), (row) => amount(row.lackingMinor, row)),
  ];
}

export function CaseActions({ of }: { readonly of: CaseRow }) {
  const { t } = useTranslation("settlements");
  const { may } = useSession();
  const [isRequested, setRequested] = useState(false);
  const reopen = useAction({
    run: () => body(hub.PATCH("/api/settlement-cases/{id}", { ...ofId(of.id), body: { reason: null } })),
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
        onClick={() => setRequested(true)}
      >
        {t("differences.settle")}
      </Button>
      {isRequested && <SettleDialog of={{ id: of.id, order }} onClose={() => setRequested(false)} />}
    </>
  ) : (
    <Button size="xs" variant="default" aria-label={t("differences.reopenOf", { order })} {...starts(reopen)}>
      {t("differences.reopen")}
    </Button>
  );
}
