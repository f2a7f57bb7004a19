/** Units of an item that nobody may have, as their lot expired or is blocked: reserved like those of orders. */
import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { LotState } from "./lot-state.tsx";
import { lotsOf } from "./queries.ts";

export function HeldLotsCard({ variantId }: { readonly variantId: string }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const { data: lots = [] } = useQuery(lotsOf(variantId));
  const held = lots.flatMap(({ lot, state, places }) =>
    places.filter((place) => place.held > 0).map((place) => ({ ...place, lot, state })),
  );
  if (held.length === 0) return null;
  return (
    <Card help={<Help of="lot" />} title={t("lots.heldTitle")}>
      <Stack gap="sm">
        {held.map(({ lot, state, locationId, locationName, held: units }) => (
          <div key={`${lot} ${locationId}`} data-held={lot}>
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              <b>{t("reserved.units", { units: number(units), location: locationName })}</b> ·{" "}
              <LinkAnchor to="/inventory/lots/$variantId/$lot" params={{ variantId, lot }} size="sm" className="code">
                {lot}
              </LinkAnchor>
            </Text>
            <LotState state={state} />
          </div>
        ))}
      </Stack>
    </Card>
  );
}
