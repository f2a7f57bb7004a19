/** Sessions of registers and their Z reports. */
import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { When } from "../ui/when.tsx";
import { sessionQuery, sessionsQuery } from "./queries.ts";
import { RowButton } from "./row-button.tsx";

type Session = Shape<"RegisterSession">;

export function Sessions() {
  const { t } = useTranslation("pos");
  const { number } = useFormat();
  const { data: rows = [] } = useQuery(sessionsQuery);
  const [shown, setShown] = useState<Session | null>(null);
  return (
    <Card help={<Help of="register_session" />} title={t("sessions")} isFlush={rows.length > 0}>
      <PlainList
        label={t("sessions")}
        rows={rows}
        none={t("noSessions")}
        columns={(column) => [
          column.title("register", t("register"), (row) => <bdi>{row.registerName}</bdi>),
          column.moment("opened", t("opened"), ({ openedAt }) => openedAt, { onCard: "fact" }),
          column.fact("closed", t("closedAt"), ({ closedAt }) =>
            closedAt === null ? t("open") : <When at={closedAt} />,
          ),
          column.figure("sales", t("sales"), (row) => number(row.salesCount)),
          column.figure("difference", t("difference"), (row) => (
            <Amount minor={row.differenceMinor} currency={row.currency} />
          )),
        ]}
        actions={(row) => <RowButton label={t("zReport")} of={row.registerName} onClick={() => setShown(row)} />}
      />
      {shown && <Report session={shown} onClose={() => setShown(null)} />}
    </Card>
  );
}

function Report({ session, onClose }: { readonly session: Session; onClose(): void }) {
  const { t } = useTranslation("pos");
  const { data, error } = useQuery(sessionQuery(session.id));
  const amount = (minor: number | null) => <Amount minor={minor} currency={session.currency} />;
  const title = session.zNumber === null ? t("xReport") : t("zNumber", { number: session.zNumber });
  return (
    <Modal opened title={`${session.registerName}: ${title}`} onClose={onClose}>
      {error !== null && <ProblemNotice error={error} />}
      {data && (
        <Button component="a" href={`/api/pos/sessions/${session.id}/pdf`} target="_blank" variant="default" mb="md">
          {t("pdf")}
        </Button>
      )}
      {data && (
        <Facts
          facts={[
            [t("sales"), amount(data.report.sales)],
            [t("returns"), amount(data.report.returns)],
            [t("discounts"), amount(data.report.discount)],
            ...data.report.taxes.map((tax) => [`${tax.tax} ${tax.rate}%`, amount(tax.amount)] as const),
            ...data.report.payments.map(
              (each) => [t(`kinds.${each.kind}`), amount(each.taken + each.returned)] as const,
            ),
            ...tipsOf(data.report).map(
              ([name, tips]) => [name === null ? t("tips") : t("tipsOf", { name }), amount(tips)] as const,
            ),
            ...(data.report.collected === 0 ? [] : [[t("collected"), amount(data.report.collected)] as const]),
            [t("float"), amount(data.report.float)],
            [t("paidIn"), amount(data.report.paidIn)],
            [t("paidOut"), amount(data.report.paidOut)],
            [t("expected"), amount(data.report.expected)],
            [t("counted"), amount(data.report.counted)],
            [t("difference"), amount(data.report.difference)],
            ...(data.differingCount > 0 ? [[t("differing"), String(data.differingCount)] as const] : []),
            ...(data.lateCount > 0 ? [[t("late"), String(data.lateCount)] as const] : []),
          ]}
        />
      )}
    </Modal>
  );
}

/** All tips, and whose they are where several people took some. */
function tipsOf({ payments, tips }: Shape<"ZReport">): (readonly [string | null, number])[] {
  const all = payments.reduce((sum, { tips: own }) => sum + own, 0);
  if (all === 0) return [];
  return [[null, all], ...(tips.length < 2 ? [] : tips.map(({ staffName, amount }) => [staffName, amount] as const))];
}
