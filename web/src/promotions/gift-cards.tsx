/** Gift cards of the organization's own. */
import { Button } from "@mantine/core";
import { IconGift } from "@tabler/icons-react";
import { useState } from "react";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import { Frame } from "./frame.tsx";
import { IssueDialog } from "./issue-dialog.tsx";
import type { GiftCard } from "./queries.ts";

const STATES = ["active", "disabled", "expired", "used"] as const;
const MEANINGS: Readonly<Record<GiftCard["state"], Meaning>> = {
  active: "good",
  disabled: "failed",
  expired: "neutral",
  used: "neutral",
};

export function GiftCards() {
  const { t } = useTranslation("promotions");
  const { may } = useSession();
  const [isIssuing, setIssuing] = useState(false);
  const issue = may("refund") && <Button onClick={() => setIssuing(true)}>{t("issue")}</Button>;
  return (
    <Frame actions={issue}>
      <ListScreen
        path="/api/gift-cards"
        label={t("giftCards")}
        isFile
        columns={useColumns()}
        nameOf="codeEnd"
        opens="/gift-cards/$id"
        filters={[
          choice("state", t("state"), STATES, (value) => t(`states.${value}`)),
          { name: "codeEnd", label: t("code"), kind: "text", placeholder: t("codeEndHelp") },
          ...days(t("filters.issuedFrom"), t("filters.issuedBefore")),
        ]}
        empty={<Empty icon={IconGift} title={t("noCards")} text={t("noCardsText")} action={issue} />}
      />
      {isIssuing && <IssueDialog onClose={() => setIssuing(false)} />}
    </Frame>
  );
}

export function CardState({ state }: Pick<GiftCard, "state">) {
  const { t } = useTranslation("promotions");
  return <Status meaning={MEANINGS[state]}>{t(`states.${state}`)}</Status>;
}

function useColumns(): readonly Column<GiftCard>[] {
  const { t } = useTranslation("promotions");
  const { day } = useFormat();
  return [
    column.title("code", t("code"), ({ id, codeEnd }) => (
      <LinkAnchor to="/gift-cards/$id" params={{ id }} size="sm" fw={600} className="code">
        <bdi dir="ltr">… {codeEnd}</bdi>
      </LinkAnchor>
    )),
    column.state("state", t("state"), (row) => <CardState {...row} />),
    column.amount("balance", t("balance"), ({ balanceMinor }) => balanceMinor),
    column.plain(
      "initial",
      t("initial"),
      ({ initialMinor, currency }) => <Amount minor={initialMinor} currency={currency} />,
      { isEnd: true },
    ),
    column.fact("expires", t("expiresOn"), ({ expiresOn }) =>
      expiresOn === null ? t("never") : <span className="nowrap">{day(expiresOn, true)}</span>,
    ),
    column.plain("reference", t("reference"), ({ reference }) => <bdi>{reference || "–"}</bdi>, { share: 25 }),
    column.when("issued", t("issued"), ({ issuedAt }) => issuedAt, { onCard: "fact" }),
  ];
}
