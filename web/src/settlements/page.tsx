/** One statement: its totals against the bank, what differs in it, and its lines. */
import { Button, Stack } from "@mantine/core";
import { IconListDetails } from "@tabler/icons-react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import type { RowOf } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Empty } from "../ui/empty.tsx";
import { Facts } from "../ui/facts.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { When } from "../ui/when.tsx";
import { BankDialog } from "./bank-dialog.tsx";
import { CasesCard } from "./cases-card.tsx";
import { settlementQuery } from "./queries.ts";
import { Tie } from "./tie.tsx";

const route = getRouteApi("/app/settlements/$id");
const PATH = "/api/settlements/{id}/lines";

export function SettlementPage() {
  const { t } = useTranslation("settlements");
  const { id } = route.useParams();
  const { data: settlement } = useSuspenseQuery(settlementQuery(id));
  return (
    <Page
      title={settlement.reference}
      above={{ label: t("title"), to: "/settlements" }}
      state={<Tie of={settlement} />}
      actions={<Actions id={id} reference={settlement.reference} />}
    >
      <TwoColumns
        main={
          <Stack>
            {settlement.openCases > 0 && <CasesCard settlementId={id} />}
            <Card help={<Help of="settlement" />} title={t("lines")}>
              <ListScreen
                subject="settlements"
                path={PATH}
                params={{ id }}
                label={t("lines")}
                isFile
                columns={useColumns()}
                rowKey={(row) => row.id}
                nameOf={({ orderNumber, orderKey }) => orderNumber ?? orderKey}
                filters={days(t("filters.dateFrom"), t("filters.dateBefore"))}
                empty={<Empty icon={IconListDetails} title={t("lines")} text={t("emptyText")} />}
              />
            </Card>
          </Stack>
        }
        side={<Head id={id} />}
      />
    </Page>
  );
}

function Head({ id }: { readonly id: string }) {
  const { t } = useTranslation("settlements");
  const { number } = useFormat();
  const { may } = useSession();
  const { data: of } = useSuspenseQuery(settlementQuery(id));
  const [isEdited, setEdited] = useState(false);
  const money = (minor: number | null) => <Amount minor={minor} currency={of.currency} />;
  return (
    <Stack>
      <Card
        help={<Help of="settlement" />}
        title={t("totals")}
        actions={
          may("act_on_orders") && (
            <Button size="xs" variant="default" onClick={() => setEdited(true)}>
              {t("editBank")}
            </Button>
          )
        }
      >
        <Facts
          facts={[
            ...of.totals.map(({ kind, amountMinor }) => [t(`kinds.${kind}`), money(amountMinor)] as const),
            [t("sum"), money(of.sumMinor)],
            [t("bank"), money(of.amountMinor)],
            ...(of.bank === null ? [] : [[t("received"), <Received key="received" of={of} />] as const]),
            [t("unexplained"), money(of.unexplainedMinor)],
          ]}
        />
      </Card>
      <Card>
        <Facts
          facts={[
            [t("source"), of.storeName ?? of.gateway ?? ""],
            [t("paid"), of.paidAt === null ? "–" : <When key="paid" at={of.paidAt} />],
            [t("period"), of.periodFrom === null ? "–" : `${of.periodFrom} – ${of.periodTo ?? ""}`],
            [t("file"), of.fileName || "–"],
          ]}
        />
        <Quiet mt="xs">
          {t("orders", { count: of.orders })} · {t("lines")}: {number(of.lines)}
        </Quiet>
      </Card>
      {isEdited && <BankDialog of={of} onClose={() => setEdited(false)} />}
    </Stack>
  );
}

/** What arrived in the bank's own currency, with the rate it was converted at. */
function Received({
  of,
}: {
  readonly of: {
    readonly currency: string;
    readonly bank: { readonly currency: string; readonly amountMinor: number; readonly rate: string | null } | null;
  };
}) {
  const { t } = useTranslation("settlements");
  const format = useFormat();
  if (of.bank === null) return null;
  const { currency, amountMinor, rate } = of.bank;
  return (
    <>
      <Amount minor={amountMinor} currency={currency} />
      {rate !== null && (
        <Quiet size="xs">
          <bdi dir="ltr">{t("rate", { from: of.currency, rate: format.rate(rate), to: currency })}</bdi>
        </Quiet>
      )}
    </>
  );
}

function Actions({ id, reference }: { readonly id: string; readonly reference: string }) {
  const { t } = useTranslation("settlements");
  const { may } = useSession();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [isRequested, setRequested] = useState(false);
  const remove = useAction({
    run: () => body(hub.DELETE("/api/settlements/{id}", ofId(id))),
    done: async () => {
      await navigate({ to: "/settlements" });
      await client.invalidateQueries({ queryKey: ["settlements"], refetchType: "active" });
    },
    said: t("deleted"),
  });
  if (!may("act_on_orders")) return null;
  return (
    <>
      <Button variant="default" onClick={() => setRequested(true)}>
        {t("delete")}
      </Button>
      <Confirm
        isOpen={isRequested}
        title={`${t("delete")}: ${reference}`}
        text={t("deleteText")}
        label={t("delete")}
        action={remove}
        onClose={() => setRequested(false)}
      />
    </>
  );
}

type Row = RowOf<typeof PATH>;

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("settlements");
  return [
    column.title("order", t("order"), ({ orderId, orderNumber, orderKey }) =>
      orderId !== null && orderNumber !== null ? (
        <LinkAnchor to="/orders/$id" params={{ id: orderId }} size="sm" className="code nowrap">
          {orderNumber}
        </LinkAnchor>
      ) : (
        <bdi className="code">{orderKey === "" ? t("account") : orderKey}</bdi>
      ),
    ),
    column.fact("kind", t("kind"), ({ kind }) => t(`kinds.${kind}`)),
    column.plain("text", t("text"), ({ text }) => <bdi>{text}</bdi>, { share: 40 }),
    column.when("when", t("when"), ({ occurredAt }) => occurredAt),
    column.amount("amount", t("amount"), ({ amountMinor }) => amountMinor, { onCard: "state" }),
  ];
}
