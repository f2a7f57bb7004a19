/** What one unit of our currency is worth in others: for prices on stores that sell in those, and for reports. */
import { Button, Group, Select, Stack, Table } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { putRate } from "../data/rates.ts";
import { readingItems } from "../data/reading.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { plainDecimalOf } from "../i18n/amount-text.ts";
import { currencyChoices } from "../i18n/choices.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { ConfirmAction } from "../ui/confirm.tsx";
import { DecimalInput } from "../ui/decimal-input.tsx";
import { IconAction } from "../ui/icon-action.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { When } from "../ui/when.tsx";

const MOST = 200;

export const ratesQuery = readingItems(["prices", "rates"], ({ signal }) =>
  hub.GET("/api/fx-rates", { params: { query: { limit: MOST } }, signal }),
);
type Rate = Awaited<ReturnType<NonNullable<(typeof ratesQuery)["queryFn"]>>>[number];

export function ExchangeRates({ currency }: { readonly currency: string }) {
  const { t } = useTranslation("settings");
  const { may } = useSession();
  const { data: rates = [] } = useQuery(ratesQuery);
  // The newest comes first; the ones before it are history.
  const newest = [...Map.groupBy(rates, ({ base, quote }) => `${base} ${quote}`).values()].flatMap(
    ([rate]) => rate ?? [],
  );
  const [removed, setRemoved] = useState<Rate | null>(null);
  return (
    <Card help={<Help of="exchange_rate" />} title={t("rates.title")} text={t("rates.text")}>
      <Stack gap="sm">
        {newest.length > 0 && (
          <Table aria-label={t("rates.title")} w="auto">
            <Table.Tbody>
              {newest.map((rate) => (
                <Table.Tr key={rate.id}>
                  <Table.Td>
                    <span className="code">
                      1 {rate.base} = {rate.rate} {rate.quote}
                    </span>
                  </Table.Td>
                  <Table.Td>
                    <Quiet size="xs" component="div">
                      {t("rates.since")} <When at={rate.validFrom} />
                    </Quiet>
                  </Table.Td>
                  {may("edit_catalogue") && (
                    <Table.Td>
                      <IconAction
                        icon={IconTrash}
                        label={t("rates.removeOf", { base: rate.base, quote: rate.quote })}
                        onClick={() => setRemoved(rate)}
                      />
                    </Table.Td>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {may("edit_catalogue") && <NewRate base={currency} />}
      </Stack>
      {removed && <RemoveRate rate={removed} onClose={() => setRemoved(null)} />}
    </Card>
  );
}

function NewRate({ base }: { readonly base: string }) {
  const { t, language } = useTranslation("settings");
  const client = useQueryClient();
  const [quote, setQuote] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const rate = plainDecimalOf(typed);
  const isRate = rate !== null && Number(rate) > 0;
  const save = useFormAction({
    run: (requested: { readonly quote: string; readonly rate: string }) =>
      putRate(base, requested.quote, requested.rate),
    async done() {
      await client.invalidateQueries({ queryKey: ["prices"] });
      setTyped("");
      setQuote(null);
    },
    said: t("rates.saved"),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isRate && quote !== null) save.start({ quote, rate });
      }}
    >
      <Stack gap="sm">
        {save.error !== null && <ProblemNotice error={save.error} />}
        <Group align="flex-end" gap="sm">
          <Select
            label={t("rates.currency")}
            data={currencyChoices(language).filter(({ value }) => value !== base)}
            value={quote}
            onChange={setQuote}
            searchable
            required
            w={240}
          />
          <DecimalInput
            label={t("rates.label", { base })}
            w={200}
            unit={quote ?? ""}
            required
            value={typed}
            onChange={setTyped}
            fault={typed.trim() !== "" && !isRate ? t("rates.wrong") : undefined}
          />
          <Button type="submit" variant="default" loading={save.isRunning}>
            {t("rates.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function RemoveRate({ rate, onClose }: { readonly rate: Rate; onClose(): void }) {
  const { t } = useTranslation("settings");
  return (
    <ConfirmAction
      title={t("rates.remove")}
      text={t("rates.removeText")}
      label={t("rates.removeOf", { base: rate.base, quote: rate.quote })}
      run={() => body(hub.DELETE("/api/fx-rates/{id}", ofId(rate.id)))}
      renews={[["prices"]]}
      said={t("rates.removed")}
      onClose={onClose}
    />
  );
}
