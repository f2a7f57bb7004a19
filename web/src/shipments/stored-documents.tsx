/** How long labels and lists of parcels handed over are kept. */
import { Button, Group, NumberInput, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { countryName } from "../i18n/choices.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { storedDocumentsQuery } from "./queries.ts";

/** As the hub takes it. */
const MONTHS = { min: 6, max: 600 };

export function StoredDocumentsCard() {
  const { t, language } = useTranslation("shipments");
  const { number } = useFormat();
  const { may } = useSession();
  const client = useQueryClient();
  const stored = useQuery(storedDocumentsQuery).data;
  const [typed, setTyped] = useState<number | string | null>(null);
  const save = useFormAction({
    run: (ownMonths: number | null) => body(hub.PATCH("/api/shipping-papers", { body: { ownMonths } })),
    done: (now) => {
      client.setQueryData(storedDocumentsQuery.queryKey, now);
      setTyped(null);
    },
    said: t("papers.said"),
  });
  if (!stored) return null;
  const months = typed ?? stored.ownMonths ?? "";
  const requested = typeof months === "number" ? months : null;
  const isFit = requested === null || (requested >= MONTHS.min && requested <= MONTHS.max);
  const usual =
    stored.country === null
      ? t("papers.usual", { count: stored.usualMonths, months: number(stored.usualMonths) })
      : t("papers.usualIn", {
          count: stored.usualMonths,
          country: countryName(stored.country, language),
          months: number(stored.usualMonths),
        });
  return (
    <Card help={<Help of="label_retention" />} title={t("papers.title")} text={t("papers.text")}>
      <Stack gap="sm" data-kept-papers>
        <NumberInput
          label={t("papers.months")}
          description={usual}
          placeholder={String(stored.usualMonths)}
          maw={260}
          {...MONTHS}
          allowDecimal={false}
          clampBehavior="none"
          disabled={!may("manage_members")}
          error={isFit ? undefined : t("papers.range", { least: number(MONTHS.min), most: number(MONTHS.max) })}
          value={months}
          onChange={setTyped}
        />
        {save.error !== null && save.error !== undefined && <ProblemNotice error={save.error} />}
        {may("manage_members") && (
          <Group>
            <Button size="xs" disabled={!isFit || requested === stored.ownMonths} {...starts(save, requested)}>
              {t("papers.save")}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}
