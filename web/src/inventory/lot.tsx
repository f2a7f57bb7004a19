/** A lot: its last day, where it lies, and the orders that got it. */
import { Button, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import type { Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { LotDialog } from "./lot-dialog.tsx";
import { LotState } from "./lot-state.tsx";
import { lotQuery, variantQuery } from "./queries.ts";

const route = getRouteApi("/app/inventory/lots/$variantId/$lot");

export function LotScreen() {
  const { t } = useTranslation("inventory");
  const { variantId, lot } = route.useParams();
  const { may } = useSession();
  const [isOpen, setOpen] = useState(false);
  const { data: variant } = useSuspenseQuery(variantQuery(variantId));
  const { data: found } = useSuspenseQuery(lotQuery(variantId, lot));
  const [existing] = found.items;
  return (
    <Page
      title={t("lots.title", { lot })}
      above={{ label: t("screens.lots"), to: "/inventory/lots" }}
      state={existing && <LotState state={existing.state} />}
      actions={
        may("edit_catalogue") && (
          <Button variant="default" onClick={() => setOpen(true)}>
            {t(existing ? "lots.change" : "lots.add")}
          </Button>
        )
      }
    >
      <Card
        title={variant.title === "" ? variant.productTitle : `${variant.productTitle} · ${variant.title}`}
        help={<Help of="lot" />}
      >
        <LinkAnchor to="/inventory/variants/$id" params={{ id: variantId }} size="sm" className="code">
          {variant.sku}
        </LinkAnchor>
        {existing ? <LotFacts lot={existing} /> : <Text size="sm">{t("lots.unknown")}</Text>}
      </Card>
      <Card title={t("lots.got")}>
        <Text size="sm">{t("lots.gotParts")}</Text>
        <ListScreen
          subject="lot-orders"
          path="/api/lots/orders"
          fixed={{ variantId, lot }}
          label={t("lots.got")}
          isFile
          columns={useOrderColumns()}
          rowKey={({ orderId }) => orderId}
          nameOf="orderNumber"
          empty={<Text size="sm">{t("lots.gotNone")}</Text>}
        />
      </Card>
      {isOpen && <LotDialog variantId={variantId} lot={existing ?? lot} onClose={() => setOpen(false)} />}
    </Page>
  );
}

function LotFacts({ lot: { expiresOn, units, places } }: { readonly lot: Shape<"Lot"> }) {
  const { t } = useTranslation("inventory");
  const { day, number } = useFormat();
  return (
    <Facts
      facts={[
        [t("lots.expires"), expiresOn === null ? "–" : day(expiresOn, true)],
        [t("lots.units"), number(units)],
        ...places.map(({ locationName, units: there }) => [locationName, number(there)] as const),
      ]}
    />
  );
}

function useOrderColumns(): readonly Column<Shape<"LotOrder">>[] {
  const { t } = useTranslation("inventory");
  const { number, date } = useFormat();
  return [
    column.title("order", t("lots.order"), ({ orderId, orderNumber }) => (
      <LinkAnchor to="/orders/$id" params={{ id: orderId }} className="code">
        {orderNumber}
      </LinkAnchor>
    )),
    column.fact("customer", t("lots.customer"), ({ customerName }) => <bdi>{customerName ?? "–"}</bdi>),
    column.fact("contact", t("lots.contact"), ({ email, phone }) => <bdi>{email ?? phone ?? "–"}</bdi>),
    column.plain("channel", t("lots.channel"), ({ storeName }) => <bdi>{storeName ?? "–"}</bdi>),
    column.fact("packed", t("lots.packed"), ({ packedAt }) => date(packedAt)),
    column.plain("units", t("lots.gotUnits"), ({ units }) => number(units), { isEnd: true }),
    column.plain("returned", t("lots.returned"), ({ returned }) => (returned === 0 ? "–" : number(returned)), {
      isEnd: true,
    }),
  ];
}
