/** The lots of an item that asks for them. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { Status } from "../ui/status.tsx";
import { LotDialog } from "./lot-dialog.tsx";
import { LotState } from "./lot-state.tsx";
import { lotSettingQuery, lotsOf } from "./queries.ts";

export function LotsCard({ variantId }: { readonly variantId: string }) {
  const { t } = useTranslation("inventory");
  const { number, day } = useFormat();
  const { may } = useSession();
  const setting = useQuery(lotSettingQuery(variantId)).data;
  const { data: lots = [] } = useQuery(lotsOf(variantId));
  const [isOpen, setOpen] = useState(false);
  if (lots.length === 0 && setting?.asksLot !== true) return null;
  return (
    <Card
      title={t("screens.lots")}
      help={<Help of="lot" />}
      isFlush
      actions={
        may("edit_catalogue") && (
          <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
            {t("lots.add")}
          </Button>
        )
      }
    >
      <PlainList
        label={t("screens.lots")}
        none={t("lots.none")}
        rows={lots}
        rowKey={({ lot }) => lot}
        columns={(column) => [
          column.title("lot", t("lots.lot"), ({ lot }) => (
            <LinkAnchor to="/inventory/lots/$variantId/$lot" params={{ variantId, lot }} className="code">
              {lot}
            </LinkAnchor>
          )),
          column.fact("expires", t("lots.expires"), ({ expiresOn }) =>
            expiresOn === null ? "–" : day(expiresOn, true),
          ),
          column.state("state", t("lots.state"), ({ state, isRegistered }) =>
            isRegistered ? <LotState state={state} /> : <Status meaning="attention">{t("lots.notEntered")}</Status>,
          ),
          column.plain("units", t("lots.units"), ({ units }) => number(units), { isEnd: true }),
        ]}
      />
      {isOpen && <LotDialog variantId={variantId} onClose={() => setOpen(false)} />}
    </Card>
  );
}
