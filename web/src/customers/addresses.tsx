/** Where a customer's parcels and bills went, each address once. */
import { Button, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { AddressText } from "../ui/address.tsx";
import { Card } from "../ui/card.tsx";
import type { Customer } from "./queries.ts";

const SHOWN = 3;

export function Addresses({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation("customers");
  const [isAll, setAll] = useState(false);
  const byText = Map.groupBy(customer.addresses, ({ address }) => JSON.stringify(address));
  if (byText.size === 0) return null;
  const all = [...byText];
  return (
    <Card title={t("addresses")}>
      <Stack gap="md" align="stretch">
        {all.slice(0, isAll ? all.length : SHOWN).map(([text, same]) => {
          const kinds = new Set(same.map(({ kind }) => kind));
          const [first] = same;
          return (
            first && (
              <AddressText
                key={text}
                title={t(kinds.size > 1 ? "address.both" : `address.${first.kind}`)}
                address={first.address}
              />
            )
          );
        })}
        {!isAll && all.length > SHOWN && (
          <Button variant="default" size="xs" onClick={() => setAll(true)}>
            {t("moreAddresses", { count: all.length - SHOWN })}
          </Button>
        )}
      </Stack>
    </Card>
  );
}
