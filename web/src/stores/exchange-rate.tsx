/** Where the store sells in another currency than ours: the rate prices are sent at. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { putRate } from "../data/rates.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { plainDecimalOf } from "../i18n/amount-text.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { DecimalInput } from "../ui/decimal-input.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { When } from "../ui/when.tsx";
import { currencyOf, type Store } from "./data.ts";

export function ExchangeRate({ store }: { readonly store: Store }) {
  const { organization } = useSession();
  const quote = currencyOf(store);
  const base = organization?.currency;
  if (quote === undefined || base === undefined || quote === base) return null;
  return <Rate base={base} quote={quote} />;
}

function Rate({ base, quote }: { readonly base: string; readonly quote: string }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const [typed, setTyped] = useState<string | null>(null);
  const existing = useQuery({
    queryKey: ["prices", "rates", base, quote],
    queryFn: async ({ signal }) =>
      (await body(hub.GET("/api/fx-rates", { params: { query: { base, quote, limit: 1 } }, signal }))).items[0] ?? null,
  });
  const text = typed ?? existing.data?.rate ?? "";
  const rate = plainDecimalOf(text);
  const isRate = rate !== null && Number(rate) > 0;
  const save = useFormAction({
    run: (requested: string) => putRate(base, quote, requested),
    renews: [["prices"]],
    done: () => setTyped(null),
    said: t("prices.rate.saved"),
  });
  return (
    <Card help={<Help of="exchange_rate" />} title={t("prices.rate.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isRate) save.start(rate);
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{t("prices.rate.text", { base, quote })}</Text>
          {save.error !== null && <ProblemNotice error={save.error} />}
          <Group align="flex-end" gap="sm">
            <DecimalInput
              label={t("prices.rate.label", { base, quote })}
              w={200}
              unit={quote}
              required
              value={text}
              onChange={setTyped}
              fault={text.trim() !== "" && !isRate ? t("prices.rate.wrong") : undefined}
            />
            {may("edit_catalogue") && (
              <Button type="submit" variant="default" loading={save.isRunning}>
                {t("prices.rate.save")}
              </Button>
            )}
            {existing.data && (
              <Text size="xs" c="var(--quiet)" component="div" pb={10}>
                {t("prices.rate.since")} <When at={existing.data.validFrom} />
              </Text>
            )}
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
